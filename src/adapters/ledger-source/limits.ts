import { MAX_ENTRY_BYTES, MAX_NOTE_BYTES, TILE_WIDTH } from '../../core/ledger/index.js';

/** Bytes of the 16-bit length before each entry of a bundle (C2SP tlog-tiles). */
const LENGTH_BYTES = 2;

/** Largest bundle that the format allows, in bytes. */
const MAX_BUNDLE_BYTES: number = TILE_WIDTH * (LENGTH_BYTES + MAX_ENTRY_BYTES);

/** Size of a full hash tile in bytes. */
const MAX_TILE_BYTES: number = TILE_WIDTH * 32;

/** Most bytes that a well-formed file of this path can have; a longer one is cut off one byte later. */
export function mostBytes(path: string): number {
  if (path.startsWith('tile/entries/')) return MAX_BUNDLE_BYTES;
  return path.startsWith('tile/') ? MAX_TILE_BYTES : MAX_NOTE_BYTES;
}

/** Longest time for one answer of a log, in ms: the largest bundle at 1 MB/s. */
export const ANSWER_TIMEOUT_MS = 20_000;

/** Number of repetitions after a temporary failure (refused connection, 429, 5xx). */
export const RETRIES = 3;

/** First pause before a repetition in ms; it doubles each time. */
export const RETRY_PAUSE_MS = 200;

/** Longest pause that a `retry-after` may ask for, ms. */
export const MAX_RETRY_AFTER_MS = 10_000;
