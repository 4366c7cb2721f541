import type { DetectorPlan } from '../../../core/stats/index.js';
import type { FactState } from '../../monitor-facts/index.js';
import type { Phase } from '../../monitor-watches/index.js';
import type { EarlierBlocks } from './earlier-blocks.js';
import type { GroupCounts } from './group-counts.js';
import type { RipeLabels } from './ripe-labels.js';
import type { Series, SeriesCondition } from './series.js';
import type { UsualVolume } from './usual-volume.js';

export type { SeriesCondition, ShownCounts } from './series.js';

/** What is shown of a series: `not-judged` where too few decisions come (`quality.volume`), so that what is not found is no sign that all is well. */
export type ShownCondition = SeriesCondition | 'not-judged';

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
  /** Of changes: the blocks that later ones are compared with; empty of all other watches. */
  readonly earlier: EarlierBlocks;
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
  /** How many decisions had a label in time. */
  readonly ripe: RipeLabels;
  /** By deployment, where the plan asks what is usual. */
  readonly volumes: Map<string, UsualVolume>;
}
