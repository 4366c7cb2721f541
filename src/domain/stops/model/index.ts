import type { Fallback, StopMode } from '../../../core/stops/index.js';

/** What a stop is thrown for. */
export type StopScope =
  | { readonly kind: 'all' }
  | { readonly kind: 'system'; readonly system: string }
  | { readonly kind: 'deployment'; readonly deployment: string }
  /** Every deployment of the model, while it serves this version. */
  | { readonly kind: 'version'; readonly model: string; readonly version: string };

/** What the throwing of a stop says of it. */
export interface WantedStop {
  /** Id of the stop, so that a request that is sent again throws no second one; made where it is absent. */
  readonly id?: string | undefined;
  readonly scope: StopScope;
  /** Narrows the scope to a group or a place: names of the context of a decision, each with the values that are concerned. */
  readonly where?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly mode: StopMode;
  /** Share of the subjects for whom the model still decides, from 0 to below 1; of a throttle, which needs it. */
  readonly share?: number | undefined;
  /** Who decides instead; people, unless said otherwise. */
  readonly fallback?: Fallback | undefined;
  readonly reason: string;
  /** When somebody is to look whether the stop is still needed. It ends nothing: an end is an act of its own. */
  readonly untilMs?: number | undefined;
  /** A drill is told to every client like a stop, and changes no decision. */
  readonly drill?: boolean | undefined;
}

/** How a stop ended: what `stop.resumed` or `stop.drill-ended` tell of it. */
export interface StopEnd {
  readonly atMs: number;
  /** The two persons who resumed, or who ended the drill. */
  readonly by: readonly string[];
  /** The audits that it was resumed on. */
  readonly audits: readonly string[];
  /** Why it was resumed without audits; null where it was not. */
  readonly waiver: string | null;
}

/** What is left of a stop that was resumed for a share of the subjects only, until a time. */
export interface Trial {
  /** The stop that was resumed. */
  readonly of: string;
  readonly endsAtMs: number;
  /** The two persons who resumed. */
  readonly by: readonly string[];
}

/** A stop as it is stored. Times are milliseconds since 1970. */
export interface Stop {
  readonly id: string;
  readonly scope: StopScope;
  /**
   * The models of the system when it was thrown: a model that is moved to another system stays stopped. Absent for other scopes, and for stops
   * from before this was kept.
   */
  readonly models?: readonly string[] | undefined;
  readonly where: Readonly<Record<string, readonly string[]>>;
  readonly mode: StopMode;
  readonly share: number | null;
  readonly fallback: Fallback;
  readonly reason: string;
  readonly by: string;
  readonly sinceMs: number;
  readonly untilMs: number | null;
  readonly drill: boolean;
  /** Number of entries of the main log when it began; absent of stops from before this was kept. */
  readonly logSize?: number | undefined;
  /** Number of the state of the switch that the stop began with. */
  readonly revision: number;
  readonly end: StopEnd | null;
  /** Absent of any stop but a throttle that is a trial. */
  readonly trial?: Trial | undefined;
}
