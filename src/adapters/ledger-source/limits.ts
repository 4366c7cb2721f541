import { MAX_ENTRY_BYTES, MAX_NOTE_BYTES, TILE_WIDTH } from '../../core/ledger/index.js';

/** Bytes of the 16-bit length before each entry of a bundle (C2SP tlog-tiles). */
const LENGTH_BYTES = 2;

/** The largest bundle that the format allows. Bytes. */
const MAX_BUNDLE_BYTES: number = TILE_WIDTH * (LENGTH_BYTES + MAX_ENTRY_BYTES);

/** A full hash tile. Bytes. */
const MAX_TILE_BYTES: number = TILE_WIDTH * 32;

/** More bytes than a well-formed file of this path can have; what is longer is cut off after one byte more. */
export function mostBytes(path: string): number {
  if (path.startsWith('tile/entries/')) return MAX_BUNDLE_BYTES;
  return path.startsWith('tile/') ? MAX_TILE_BYTES : MAX_NOTE_BYTES;
}

/** One answer of a log must come within this time, ms: the largest bundle at 1 MB/s. */
export const ANSWER_TIMEOUT_MS = 20_000;

/** Times that a passing failure (refused connection, 429, 5xx) is asked again. */
export const RETRIES = 3;

/** First pause before asking again, ms; it doubles. */
export const RETRY_PAUSE_MS = 200;

/** Longest pause that a `retry-after` may ask for, ms. */
export const MAX_RETRY_AFTER_MS = 10_000;
