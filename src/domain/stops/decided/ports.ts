import type { StopRoute } from '../../../core/stops/index.js';

/**
 * How a decision came about while a stop stood over it. `against`: the model decided it alone, and was not to. `kept`: people or the fallback
 * decided it, as the stop said. `allowed`: the stop left it to the model, as a throttle does for its share.
 */
export const DECIDED_KINDS = ['against', 'kept', 'allowed'] as const;
export type DecidedKind = (typeof DECIDED_KINDS)[number];

/** A decision that was recorded, and a stop in force at its time. */
export interface DecidedWhileStopped {
  readonly stop: string;
  readonly decision: string;
  readonly deployment: string;
  readonly kind: DecidedKind;
  /** Who was to decide. */
  readonly said: StopRoute;
  /** How it came about, as its record says. */
  readonly route: string;
  readonly version: string | null;
  readonly atMs: number;
}

/** How many decisions of a deployment came about so under a stop. */
export interface DecidedCount extends Pick<DecidedWhileStopped, 'stop' | 'deployment' | 'kind'> {
  readonly n: number;
  /** How many of them are listed: the first ones that were recorded. */
  readonly listed: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

export interface DecidedQuery {
  readonly stop?: string | undefined;
  readonly deployment?: string | undefined;
  readonly kind?: DecidedKind | undefined;
}

/** Stores what was decided while stops were in force. Rows stand under a keyed hash. */
export interface DecidedStore {
  /** Counts decisions, and lists those that there is room for. */
  add(found: readonly DecidedWhileStopped[]): Promise<void>;
  /** The counts of the newest stops first, at most `limit`; a row that is not ours is set aside, and said why. */
  counts(query: DecidedQuery & { readonly limit: number }): Promise<(DecidedCount | Error)[]>;
  /** Those recorded last first, likewise; `before` is the place of the last one of the page before. */
  list(
    query: DecidedQuery & { readonly before: number | null; readonly limit: number },
  ): Promise<{ readonly place: number; readonly decision: DecidedWhileStopped | Error }[]>;
}
