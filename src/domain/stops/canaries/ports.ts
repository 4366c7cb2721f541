import type { Canary } from './types.js';

export type { Canary } from './types.js';

export interface CanaryQuery {
  /** Also those that ended; by default those that are on. */
  readonly ended: boolean;
  readonly deployment: string | null;
  /** Those that were started before the one of this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** Stores canaries. Rows stand under a keyed hash, and each change is one of the switch: it is counted, and every process is told of it. */
export interface CanaryStore {
  /** Saves a canary that is new, that changed, or that ended. */
  save(canary: Canary): Promise<void>;
  find(id: string): Promise<Canary | null>;
  /** Those that are on: at most one of each deployment. */
  inForce(): Promise<Canary[]>;
  /** The one of a deployment that was on at a time, ms since 1970, whether or not it ended since. */
  at(deployment: string, atMs: number): Promise<Canary | null>;
  /** The newest first. */
  list(query: CanaryQuery): Promise<Canary[]>;
}

/** How many decisions were recorded of a deployment while a version was tried out on it, by the version that their records name. */
export interface ArmCounts {
  /** By the version that is tried out. */
  readonly canary: number;
  /** By the one that was served when it was started. */
  readonly incumbent: number;
  /** By a version of neither. */
  readonly other: number;
  /** Of those three, how many were not made by the version of the arm that the subject is in. */
  readonly misplaced: number;
  /** Those whose records name no version, so that nobody knows which one decided. */
  readonly unnamed: number;
  /** Of these, how many are about subjects for whom the version that is tried out was to decide. */
  readonly unnamedDrawn: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** Counts put together. */
export const sumOf = (a: ArmCounts, b: ArmCounts): ArmCounts => ({
  canary: a.canary + b.canary,
  incumbent: a.incumbent + b.incumbent,
  other: a.other + b.other,
  misplaced: a.misplaced + b.misplaced,
  unnamed: a.unnamed + b.unnamed,
  unnamedDrawn: a.unnamedDrawn + b.unnamedDrawn,
  firstMs: Math.min(a.firstMs, b.firstMs),
  lastMs: Math.max(a.lastMs, b.lastMs),
});

/** The counts of canaries, beside what is wrong with a row of one that is not ours, by canary. One of which nothing was recorded has neither. */
export interface RecordedArms {
  readonly counts: ReadonlyMap<string, ArmCounts>;
  readonly foreign: ReadonlyMap<string, Error>;
}

/** Stores how many decisions were recorded by arm. Rows stand under a keyed hash. */
export interface ArmStore {
  /** Adds decisions to those that were counted, by canary. */
  add(found: ReadonlyMap<string, ArmCounts>): Promise<void>;
  of(canaries: readonly string[]): Promise<RecordedArms>;
}
