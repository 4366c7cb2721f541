import type { Machine } from '../ports.js';

/** Bytes of a keyed tag. */
export const TAG_BYTES = 8;

/** SHA-256(key || subject), cut to 8 bytes: without the key it tells nothing, and cutting bars lengthening. */
export function subjectTag(machine: Machine, indexKey: Uint8Array, subject: string): Uint8Array {
  const subjects = new TextEncoder().encode(subject);
  const tag = new Uint8Array(TAG_BYTES);
  writeSubjectTag(machine, indexKey, { subjects, start: 0, end: subjects.length }, tag, 0);
  return tag;
}

/** Writes the tag of the subject that stands in these bytes. */
export function writeSubjectTag(
  machine: Machine,
  indexKey: Uint8Array,
  { subjects, start, end }: { readonly subjects: Uint8Array; readonly start: number; readonly end: number },
  out: Uint8Array,
  at: number,
): void {
  const keyed = new Uint8Array(indexKey.length + end - start);
  keyed.set(indexKey);
  for (let i = start; i < end; i++) keyed[indexKey.length + i - start] = subjects[i]!;
  const hash = machine.sha256Latin1(keyed);
  for (let i = 0; i < TAG_BYTES; i++) out[at + i] = hash.charCodeAt(i);
}
