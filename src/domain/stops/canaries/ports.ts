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
