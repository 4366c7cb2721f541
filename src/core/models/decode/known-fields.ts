import type { JsonObject } from './json-fields.js';
import { invalidModel } from './limits.js';

/** Names that a format writes at one place: those that are read, and those that are known to change no score. */
export type KnownFields = ReadonlySet<string>;

export const knownFields = (...names: readonly string[]): KnownFields =>
  new Set(names.flatMap((list) => list.split(' ')));

/** Longest name that a refusal shows. */
const LONGEST_NAME = 60;

/**
 * Refuses a field that no reader uses: an unknown field may change the scores (linear leaves, weights of trees), and a model that is read
 * in part is another model.
 */
export function checkFields(object: JsonObject, known: KnownFields, where: string): void {
  for (const name in object) if (Object.hasOwn(object, name) && !known.has(name)) throw unknownField(name, where);
}

export const unknownField = (name: string, where: string): Error =>
  invalidModel(
    where,
    `holds "${name.slice(0, LONGEST_NAME)}", which this reader does not know: it may change the scores`,
    'Correct the name if the file was written by hand; a newer library may need a newer version of this reader, or ONNX.',
  );
