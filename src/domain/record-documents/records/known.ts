import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { sha256 } from '../../../core/base/sha256.js';
import type { RecordRef } from '../frame/index.js';

/** A record with what names it in a document. */
export interface Known<T> {
  readonly value: T;
  readonly ref: RecordRef;
}

/** The digest of a record: that of its canonical JSON, without members that JSON leaves out. */
export const digestOfRecord = (value: unknown): string =>
  digestText(sha256(utf8(canonicalJson(JSON.parse(JSON.stringify(value))))));

/** A record under its digest. */
export const known = <T>(kind: string, id: string, value: T, index: number | null = null): Known<T> => ({
  value,
  ref: { kind, id, digest: digestOfRecord(value), index },
});
