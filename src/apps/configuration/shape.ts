import { z } from 'zod';
import type { ConfigurationSection } from './define-configuration.js';

export type Path = readonly (string | number)[];

/** The part of JSON Schema that sections need. */
export interface Shape {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly secret?: 'always' | 'password' | 'printed';
  readonly path?: boolean;
}

/** Version of the file's format, which its key `tribune` must name. */
export const VERSION = 'service/v1';

/** Joins the sections of the rooms into the schema of `tribune.yaml`. Throws where two sections have one name. */
export function configurationSchema(sections: readonly ConfigurationSection[]) {
  const names = sections.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Error(`two rooms declare the section "${twice}" of tribune.yaml`);
  return z.strictObject({
    tribune: z.literal(VERSION).describe('what this file is; needed'),
    ...Object.fromEntries(sections.map(({ name, schema }) => [name, schema])),
  });
}

/** Gives the JSON Schema of the input, as people write it. */
export const shapeOf = (schema: z.ZodType): Shape => z.toJSONSchema(schema, { io: 'input' }) as Shape;

/** Gives the shape at a path; undefined where there is none, or more than one. */
export function shapeAt(shape: Shape | undefined, path: Path): Shape | undefined {
  let at = shape;
  for (const part of path) at = typeof part === 'number' ? at?.items : (at?.properties?.[part] ?? valuesOf(at));
  return at;
}

const valuesOf = (shape: Shape | undefined): Shape | undefined =>
  typeof shape?.additionalProperties === 'object' ? shape.additionalProperties : undefined;
