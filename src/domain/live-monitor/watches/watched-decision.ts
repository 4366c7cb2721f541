import type { RowLookup } from '../../../core/policy/bind/index.js';

/** A stretch of bytes that holds a text in UTF-8. */
export interface TextBytes {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** Takes a text piece by piece, as `BytesMemo` does. */
export interface PiecesOfText {
  /** Begins a text; those under different headings are different. */
  begin(heading: string): void;
  add(bytes: Uint8Array, start: number, end: number): void;
}

/** A decision as a policy reads it. It is valid until the next one is asked for. */
export interface WatchedDecision {
  readonly subject: TextBytes;
  /** Gives the raw value of a column by the names that policies over recorded decisions have for them (`bindLive`). */
  readonly lookup: RowLookup;
  /** Whether a look-up since `describe` asked for something that it did not put down: a score or an input. */
  readonly isPeculiar: boolean;
  /** Puts down everything that look-ups can find, apart from score and inputs: decisions with the same description are alike to a policy that reads neither. */
  describe(text: PiecesOfText): void;
}
