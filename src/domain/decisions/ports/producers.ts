import type { SeenNumber } from '../../log/ports/index.js';

/** Numbers from first to last, inclusive. */
export type NumberRange = readonly [first: number, last: number];

/** What is known of the numbering of one producer. */
export interface ProducerState {
  /** Key, and the name that the producer gave itself. */
  readonly source: string;
  /** Highest number that was answered. */
  readonly last: number;
  /** Numbers below it that never came, oldest first. */
  readonly missing: readonly NumberRange[];
  /** Missing numbers that are not followed any more: they stand for too many ranges. */
  readonly lost: number;
  readonly seenAtMs: number;
}

export interface ProducerStore {
  load(): Promise<ProducerState[]>;
  /** Keeps these states and drops those of `forgotten`, all or nothing. */
  save(states: readonly ProducerState[], forgotten?: readonly string[]): Promise<void>;
  /** Numbers of requests answered at or after a time, in the order of answering. */
  seenSince(receivedAtMs: number): Promise<SeenNumber[]>;
}
