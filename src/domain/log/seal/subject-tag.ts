import { type HashLanes, LONGEST_SHORT, openHashLanes } from '../../../core/ledger/index.js';
import type { LogCrypto } from '../ports/index.js';

/** Length of a keyed tag in bytes. */
export const TAG_BYTES = 8;

/** SHA-256(key || subject), cut to 8 bytes. Without the key it reveals nothing, and the cut prevents length extension. */
export function subjectTag(runtime: LogCrypto, indexKey: Uint8Array, subject: string): Uint8Array {
  const subjects = new TextEncoder().encode(subject);
  const tag = new Uint8Array(TAG_BYTES);
  writeSubjectTag(runtime, indexKey, { subjects, start: 0, end: subjects.length }, tag, 0);
  return tag;
}

/** Subjects in UTF-8, one after the other, and the end of each. */
interface Subjects {
  readonly subjects: Uint8Array;
  readonly subjectEnds: Int32Array;
}

const HASH_BYTES = 32;
let opened: HashLanes | null | undefined;

/** Tags of many subjects, n x 8 bytes; zero for an empty subject. Most names are short enough to be hashed four at a time. */
export function subjectTags(runtime: LogCrypto, indexKey: Uint8Array, all: Subjects): Uint8Array {
  opened ??= openHashLanes();
  const tags = new Uint8Array(all.subjectEnds.length * TAG_BYTES);
  if (opened === null || longestOf(all) + indexKey.length > LONGEST_SHORT) {
    eachSubject(all, (start, end, at) => writeSubjectTag(runtime, indexKey, { ...all, start, end }, tags, at));
  } else {
    const hashes = opened.short(indexKey, { bytes: all.subjects, ends: all.subjectEnds });
    eachSubject(all, (_start, _end, at) => {
      const from = (at / TAG_BYTES) * HASH_BYTES;
      for (let i = 0; i < TAG_BYTES; i++) tags[at + i] = hashes[from + i]!;
    });
  }
  return tags;
}

/** Visits each subject that is not empty, with the place of its tag. */
function eachSubject({ subjectEnds }: Subjects, visit: (start: number, end: number, at: number) => void): void {
  for (let i = 0, start = 0; i < subjectEnds.length; i++) {
    const end = subjectEnds[i]!;
    if (end > start) visit(start, end, i * TAG_BYTES);
    start = end;
  }
}

function longestOf(all: Subjects): number {
  let longest = 0;
  eachSubject(all, (start, end) => {
    longest = Math.max(longest, end - start);
  });
  return longest;
}

/** Writes the tag of the subject that stands in these bytes. */
function writeSubjectTag(
  runtime: LogCrypto,
  indexKey: Uint8Array,
  { subjects, start, end }: { readonly subjects: Uint8Array; readonly start: number; readonly end: number },
  out: Uint8Array,
  at: number,
): void {
  const keyed = new Uint8Array(indexKey.length + end - start);
  keyed.set(indexKey);
  for (let i = start; i < end; i++) keyed[indexKey.length + i - start] = subjects[i]!;
  const hash = runtime.sha256Latin1(keyed);
  for (let i = 0; i < TAG_BYTES; i++) out[at + i] = hash.charCodeAt(i);
}
