import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isScalar, LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';

/** Where in a file: keys and positions. */
export type Path = readonly (string | number)[];

/** A file of `src/data` that says where its mistakes are. */
export interface DataFile {
  readonly name: string;
  /** Without `$schema`; what the folder's schema allows once `mistakes` of it is empty. */
  readonly content: Readonly<Record<string, unknown>>;
  /** `reason-texts/credit-us-en-2026-11-28.json, line 14, texts.income.low: ...` */
  readonly mistake: (path: Path, what: string) => string;
}

/** Reads a file; throws with the line where it is no JSON. */
export function readDataFile(name: string, text: string): DataFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, keepSourceTokens: false });
  const mistake = (path: Path, what: string): string => {
    const key = path.length === 0 ? '' : `, ${path.join('.')}`;
    return `${name}, line ${lineOf(path)}${key}: ${what}`;
  };
  /** The line of the value, or of the nearest one around it where it is missing. */
  const lineOf = (path: Path): number => {
    const node = path.length === 0 ? document.contents : document.getIn(path, true);
    const range = (node as { range?: [number, number, number] } | undefined)?.range;
    if (range) return lines.linePos(range[0]).line;
    return path.length === 0 ? 1 : lineOf(path.slice(0, -1));
  };
  const [first] = document.errors;
  if (first !== undefined) {
    throw new Error(`${name}, line ${lines.linePos(first.pos[0]).line}: is no JSON: ${first.message.split('\n')[0]}`);
  }
  if (isScalar(document.contents)) throw new Error(`${name}, line 1: is no object`);
  return { name, content: JSON.parse(text) as Record<string, unknown>, mistake };
}

/** What the schema refuses, each with its line. */
export function schemaMistakes(file: DataFile, schema: object): string[] {
  const checked = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(file.content);
  if (checked.success) return [];
  return checked.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => file.mistake([...(issue.path as Path), key], 'is no key that the schema knows'))
      : [file.mistake(issue.path as Path, issue.message)],
  );
}

const DATA = resolve(import.meta.dirname, '../../../src/data');

/** All files of a folder of `src/data`, without its schema. */
export const filesOf = (folder: string): DataFile[] =>
  readdirSync(join(DATA, folder))
    .filter((file) => file.endsWith('.json') && !file.endsWith('.schema.json'))
    .map((file) => readDataFile(`${folder}/${file}`, readFileSync(join(DATA, folder, file), 'utf8')));
