import type { Fact, IncidentScope } from '../model/index.js';

/** Who uses what the system puts out. */
export interface Consumer {
  readonly name: string;
  /** The registered system that it is; null where it is none of those. */
  readonly system: string | null;
  /** What they are told, and how. */
  readonly contact: string;
}

/** A duty to report that the institution sets itself, or that no dated file has. */
export interface OwnDuty {
  readonly id: string;
  readonly what: string;
  readonly to: string;
  /** Longest time, such as `24h`; null: at once. */
  readonly within: string | null;
  readonly facts: readonly Fact[];
  readonly source: string;
}

/** What a person writes into an incident plan. Days are dates, `2026-11-29`. */
export interface WantedPlan {
  readonly scope: IncidentScope;
  /** Who may have it switched off and decide in an incident, by name, the first first. */
  readonly authority: readonly string[];
  /** Who pays, and up to what. */
  readonly budget: string;
  /** What it costs, and whom, while it is switched off. */
  readonly costOfStopping: string;
  readonly consumers: readonly Consumer[];
  readonly switchOff: string;
  readonly switchOn: string;
  /** Who is called, in which order. */
  readonly called: readonly { readonly who: string; readonly how: string }[];
  /** Ids of duties of the dated data that hold for this system. */
  readonly duties: readonly string[];
  readonly ownDuties: readonly OwnDuty[];
  /** What was practised, and what came of it. */
  readonly drills: readonly { readonly day: string; readonly what: string }[];
  readonly trainings: readonly { readonly day: string; readonly what: string }[];
  readonly reassessedOn: string;
  /** After so many days the plan, and the last drill, count as stale. */
  readonly reassessEveryDays: number;
  readonly drillEveryDays: number;
}

/** A plan as it is stored. Every change is a revision of its own, and all are kept. */
export interface IncidentPlan extends WantedPlan {
  readonly revision: number;
  readonly by: string;
  readonly atMs: number;
  /** Digest of what was written, without revision, author and time. */
  readonly digest: string;
}
