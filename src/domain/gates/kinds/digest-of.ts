import { utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import { digestText } from '../../../core/base/digest.js';
import { sha256 } from '../../../core/base/sha256.js';

/** Digest of what is no file: SHA-256 of its canonical JSON (RFC 8785). What JSON leaves out does not matter. */
export const digestOf = (value: unknown): string =>
  digestText(sha256(utf8(canonicalJson(JSON.parse(JSON.stringify(value))))));

/** The day of a moment in UTC, as evidence names it. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
