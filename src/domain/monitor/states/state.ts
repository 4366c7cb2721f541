import type { DetectorPlan, DetectorState, EvidenceDetectorState } from '../../../core/stats/index.js';
import type { FactState } from '../../monitor-facts/index.js';
import type { CellValues } from '../panes/pane.js';
import type { Phase } from '../series/types.js';

/**
 * - `watching`: the evidence says nothing much
 * - `pending`: it has gone half the way to an alarm, on the logarithmic scale; no alarm, and in no budget
 * - `firing`: an alarm is on
 * - `resolved`: an alarm ended, because evidence showed that the bound is kept again; watched as before
 * - `no-data`: nothing was counted for as long as `noDataAfter`; what the series knew is kept
 */
export type SeriesCondition = 'watching' | 'pending' | 'firing' | 'resolved' | 'no-data';

/** What is shown of a series: `not-judged` where too few decisions come (`quality.volume`), so that what is not found is no sign that all is well. */
export type ShownCondition = SeriesCondition | 'not-judged';

/** What was counted of a series from a moment on, to be shown. */
export interface ShownCounts {
  /** Milliseconds. */
  from: number;
  /** Observations and successes of each stream of the watch: the rates of the group, then those of the reference. Of other kinds what they count. */
  readonly counts: Float64Array;
  /** Of the group and then of the reference: decisions with a label, then those without one by what was decided. Empty where no label is needed. */
  readonly labels: Float64Array;
}

/** A group under a bound. */
export interface Series {
  /** Values of `by`. */
  readonly group: CellValues;
  /** Values of the reference; null where there is none, or the group is the reference of the others. */
  reference: CellValues | null;
  condition: SeriesCondition;
  changedAt: number;
  readonly startedAt: number;
  /** End of the last block in which the group, and its reference, had observations. */
  lastDataAt: number | null;
  /** Of rates a state of `updateDetector`, of other kinds one of `updateEvidenceDetector`. */
  readonly detector: DetectorState | EvidenceDetectorState;
  alarms: number;
  /** Since the series began, or its last alarm, or its reference became another group. */
  readonly since: ShownCounts;
  /** Since evidence was last nothing: the blocks that the evidence is from. */
  readonly run: ShownCounts;
}

/** A group of a watch, whether it has a series or not yet. */
export interface GroupCounts {
  readonly values: CellValues;
  /** The text of the values. */
  readonly key: string;
  readonly firstAt: number;
  /** Blocks in which it had observations of every rate. */
  blocks: number;
  /** Observations of each rate since the beginning; of other kinds people. */
  readonly n: Float64Array;
  /** For each rate the observations and successes that rates to bet by rest on, older ones faded. Of other kinds what they count, likewise. */
  readonly past: Float64Array;
  /** What a group is compared with that is compared with its own beginning; null of all others, and until that is over. */
  baseline: Float64Array | null;
}

/** What is known of a watch in a deployment. */
export interface WatchState {
  /** By the text of the values of the group. */
  readonly groups: Map<string, GroupCounts>;
  readonly series: Map<string, Series>;
  /** Evidence at which its series raise an alarm, in the epoch that is in force; null before there are series. */
  threshold: number | null;
  /** The detector of that threshold, made anew after a restart; null of kinds other than rates. */
  detector: DetectorPlan | null;
  /** Decisions of groups beyond the most that are kept. */
  beyond: number;
}

/** Thresholds are set anew when series appear, for blocks to come. */
export interface Epoch {
  readonly number: number;
  /** From blocks that are closed after this moment on. */
  readonly from: number;
  readonly series: number;
}

/** Everything that the monitor of a policy remembers, for all deployments together, among which the budget is shared. */
export interface MonitorState {
  /** Digest of the plan; a state continues under its own plan only. */
  readonly plan: string;
  epoch: Epoch;
  /** End of the last block that was closed, by phase; null before the first. */
  readonly closed: Record<Phase, number | null>;
  /** Blocks that were closed, by phase. */
  readonly blocks: Record<Phase, number>;
  alarms: number;
  /** By deployment, one for each watch of the plan. */
  readonly deployments: Map<string, readonly WatchState[]>;
  /** By deployment, one for each fact of the plan. */
  readonly facts: Map<string, readonly FactState[]>;
}
