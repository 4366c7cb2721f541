import type { SeenNumber } from '../log/ports/index.js';

/** Numbers from first to last, inclusive. */
export type NumberRange = readonly [first: number, last: number];

/** State of the numbering of one producer. */
export interface ProducerState {
  /** The API key, and the name that the producer gave itself. */
  readonly source: string;
  /** Highest number that was answered. */
  readonly last: number;
  /** Missing numbers below it, oldest first. */
  readonly missing: readonly NumberRange[];
  /** Count of missing numbers that are no longer followed, as they would be too many ranges. */
  readonly lost: number;
  readonly seenAtMs: number;
}

export interface ProducerStore {
  load(): Promise<ProducerState[]>;
  /** Saves these states and deletes those of `forgotten`, all or nothing. */
  save(states: readonly ProducerState[], forgotten?: readonly string[]): Promise<void>;
  /** Gives the numbers of requests answered at or after a time, in the order of answering. */
  seenSince(receivedAtMs: number): Promise<SeenNumber[]>;
}
