import type { ServedBadly } from '../../../core/policy/open-sections/monitor-parts/index.js';
import type { MeasureNames, RequirementMetric } from '../../../core/policy/sections/index.js';
import type { AlarmSeverity, DriftDistance, EstimatedRate, LinearNull } from '../../../core/stats/index.js';
import type { Fact } from '../../monitor-facts/index.js';
import type { Area, Histogram, ListMeasure, Moment } from '../../monitor-panes/index.js';
import type { Factors } from './factors.js';
import type { WeightedRate } from './rates.js';

/**
 * When a series takes a block in: `decisions` as soon as its time is over, `labels` once the label horizon has passed for every decision of it.
 */
export type Phase = 'decisions' | 'labels';

/** With whom a group is compared; of levels nobody. */
export type ReferenceRule =
  | { readonly kind: 'none' }
  /** The group of these values, in the order of `by`. */
  | { readonly kind: 'group'; readonly values: readonly (string | null)[] }
  /** The group that had the highest rate, or the most people, in what was counted before the block. */
  | { readonly kind: 'highest' | 'largest' };

/** What a watch of the data themselves is about. */
export type Quality =
  /** Decisions that cannot be counted, because the policy has no reading for one of their values. */
  | { readonly kind: 'unreadable' }
  /** Decisions without the value of an attribute. */
  | { readonly kind: 'missing'; readonly attribute: string; readonly at: number }
  /** Decisions about somebody who was decided about before in the block. */
  | { readonly kind: 'repeated' }
  /** Decisions whose value of a declared input is not declared, or missing; `histogram` is the place of its bins. */
  | { readonly kind: 'undeclared' | 'no-input'; readonly input: string; readonly histogram: number }
  /** Blocks with fewer decisions that count than so many. */
  | { readonly kind: 'volume'; readonly minPerBlock: number }
  /** Decisions whose input has a value that pipelines put in. */
  | { readonly kind: 'default'; readonly input: string; readonly histogram: number }
  /** Decisions with the inputs of one before in the block, about somebody else. */
  | { readonly kind: 'same-inputs'; readonly histogram: number }
  /** Decisions whose two inputs do not go together as they did. */
  | { readonly kind: 'random-inputs'; readonly inputs: readonly [string, string] }
  /** Blocks with fewer decisions than `below` times, or more than `above` times, what is usual at the hour of the week; null has no end. */
  | { readonly kind: 'usual'; readonly below: number; readonly above: number | null; readonly weeks: number }
  /** Decisions that were served badly, group by group. */
  | ({ readonly kind: 'service' } & ServedBadly)
  /** Decisions of a group that have a label. */
  | { readonly kind: 'labels' };

/** What every watch has: a bound that is watched, of which every group that appears gets a series. */
interface WatchFrame {
  /** Id of the requirement, with its component where the requirement bounds several rates. */
  readonly id: string;
  readonly requirement: string;
  /** Null of a watch of the data themselves, and of drift. */
  readonly metric: RequirementMetric | null;
  /** Null of a requirement, and of drift. */
  readonly quality: Quality | null;
  readonly component: string | null;
  /** What is measured, where the metric alone does not say it: the amount of a share, the unit. */
  readonly measure?: MeasureNames;
  readonly by: readonly string[];
  /** Places of `by` among the attributes of the plan. */
  readonly at: readonly number[];
  readonly phase: Phase;
  readonly compare: 'difference' | 'ratio' | 'value';
  readonly reference: ReferenceRule;
  readonly bound: { readonly min?: number; readonly max?: number };
  readonly severity: AlarmSeverity;
}

/** A bound on a sum of rates. */
export interface RateWatch extends WatchFrame {
  readonly kind: 'rates';
  /** What is measured of each group: one rate, or a mean of several. */
  readonly rates: readonly WeightedRate[];
  /** What is shown, where that is not the rate itself but rises with it. Absent of rates. */
  readonly shownAs?: 'f1';
  /** Claims about the rates of the group, then those of the reference. */
  readonly hypotheses: readonly LinearNull[];
}

/** A question such as "was its bound broken for 7 days?" or "did it get worse from week to week?", about every series of a requirement. */
export interface DurationAsked {
  readonly requirement: string;
  /** Days. */
  readonly steps: number;
  readonly rule:
    | { readonly mode: 'every' | 'point'; readonly mostUnknown: number }
    | { readonly mode: 'm-of-n'; readonly atLeast: number }
    | { readonly mode: 'pooled'; readonly leastDays: number }
    | { readonly mode: 'trend'; readonly stepDays: number; readonly by: number };
  /** Chance of a false answer about one day, or one comparison of a trend; of all together where they are pooled. */
  readonly level: number;
}

/** The histogram of a score or an input of each group stays near that of a reference. The bound is on the distance of the two. */
export interface DriftWatch extends WatchFrame {
  readonly kind: 'drift';
  /** What is counted: its place among the histograms of the plan. */
  readonly histogram: number;
  readonly distance: DriftDistance;
  /** The place in its range of each bin that takes part, where the distance needs it. */
  readonly positions: readonly number[] | null;
  /** Counts by bins as the policy has them; or for how long each group is counted, from its first block on, before it is compared with that. */
  readonly baseline: { readonly counts: readonly number[] } | { readonly firstMs: number; readonly returns: number };
  readonly reference: { readonly kind: 'none' };
  readonly compare: 'value';
}

/** A bound on means of a quantity that cannot leave a range: of amounts that are cut to it, of scores, of their squared distance from the label, or of label minus score in a band of scores. */
export interface MeanWatch extends WatchFrame {
  readonly kind: 'means';
  /** What is summed: its place among the moments of the plan; or the step of each count of a cell, null where it is in no mean. */
  readonly moment: number | readonly (number | null)[];
  /** What is shown, where that is not the mean itself but rises with it: of mean squares their root. */
  readonly shownAs?: 'root';
  /** Of label minus score: the band of scores. */
  readonly band?: { readonly from: number; readonly to: number };
  /** The range in the unit of the bound: means are shown on it. */
  readonly range: { readonly from: number; readonly to: number };
  /** Claims about the means of the group, then those of the reference, on the scale 0..1, with room for the rounding of steps. */
  readonly hypotheses: readonly LinearNull[];
}

/** A bound on areas under the curve, of a group or of two. */
export interface AreaWatch extends WatchFrame {
  readonly kind: 'areas';
  /** What is counted: its place among the areas of the plan. */
  readonly area: number;
  /** Claims about the areas of the group, then those of the reference, with room for the rounding of steps. */
  readonly hypotheses: readonly LinearNull[];
}

/** A bound on the chance that a member of one group stands above one of the reference, ties counting half, by what both have in a block. */
export interface OrderWatch extends WatchFrame {
  readonly kind: 'orders';
  /** Places of outcomes from the least favourable on. */
  readonly order: readonly number[];
  /** Claims about that one chance, with room for the rounding of steps. */
  readonly hypotheses: readonly LinearNull[];
}

/** A bound on exposure or first places of groups over lists. */
export interface ListWatch extends WatchFrame {
  readonly kind: 'lists';
  readonly of: ListMeasure['of'];
  /** Its place among the measures of lists of the plan. */
  readonly list: number;
  /** What quotients were multiplied by so that none is above 1. */
  readonly scale: number;
  /** Claims about the quotient of the group, then that of the reference, with room for the rounding of steps. */
  readonly hypotheses: readonly LinearNull[];
}

/** A bound on a rate that needs labels, as scores tell it: what people learn while labels have not come, under an assumption. It never pages. */
export interface EstimateWatch extends WatchFrame {
  readonly kind: 'estimates';
  /** Scores of those predicted negative and of those predicted positive: their places among the moments of the plan. */
  readonly moments: readonly [number, number];
  /** How far the mean chance of a positive label may be from the mean score. */
  readonly calibrationError: number;
  readonly rate: EstimatedRate;
  /** Claims about the rate of the group, then that of the reference. */
  readonly hypotheses: readonly LinearNull[];
  readonly severity: 'ticket';
}

/** A bound on a gap of fractions whose numerator and denominator weigh people differently, such as F1: no gap of rates, and a claim about pairs of people all the same, by their labels. */
export interface FractionWatch extends WatchFrame {
  readonly kind: 'fractions';
  /** What a person adds to the fraction by her label: of those predicted negative, then of those predicted positive. */
  readonly rate: EstimatedRate;
  /** Claims about the fraction of the group, then that of the reference. */
  readonly hypotheses: readonly LinearNull[];
}

/** A bound on the share of decisions whose two inputs are made up one by one, by how the two hang together. */
export interface AgreementWatch extends WatchFrame {
  readonly kind: 'agreement';
  /** What is counted, row by row: its place among the histograms of the plan, and the bins of the second input. */
  readonly histogram: number;
  readonly columns: number;
  /** Counts as the policy has them; or for how long decisions are counted before they are compared with that. */
  readonly baseline: { readonly counts: readonly number[] } | { readonly firstMs: number };
  readonly reference: { readonly kind: 'none' };
  readonly compare: 'value';
}

/** What a change is held against. */
export type ChangeClaim =
  /** A sum of rates now less the same sum before: rates of the group, then of the reference, now, and then all of them before. */
  | { readonly of: 'sum'; readonly hypothesis: LinearNull }
  /** The ratio of group and reference, or of reference and group, keeps at least so much of what it was. */
  | { readonly of: 'ratio'; readonly least: number; readonly isInverse: boolean };

/** What changes that is no sum of rates, with claims about two or four of it. */
export type ChangedQuantity = WatchDraft<MeanWatch | AreaWatch | FractionWatch>;

/** A bound on how much what a requirement measures got worse against the block of a stated time before. */
export interface ChangeWatch extends WatchFrame {
  readonly kind: 'changes';
  /** What is measured of each group, as the watch of the requirement has it; none where `of` says it. */
  readonly rates: readonly WeightedRate[];
  /** Of what are no sums of rates: the claims about means, areas or F1 of the group, then of its reference, now, and then all of them before. */
  readonly of?: ChangedQuantity;
  /** How long before the block lies that it is compared with; a multiple of the block. */
  readonly overMs: number;
  readonly claims: readonly ChangeClaim[];
}

/** A bound that is watched. Kinds other than that of rates have their own evidence (`kinds/`) and share everything else. */
export type Watch =
  | RateWatch
  | DriftWatch
  | MeanWatch
  | AreaWatch
  | EstimateWatch
  | FractionWatch
  | OrderWatch
  | ListWatch
  | ChangeWatch
  | AgreementWatch;

/** A requirement that is not watched. */
export interface Unwatched {
  readonly requirement: string;
  /** Why, as a sentence without a full stop. */
  readonly reason: string;
  /** What can be watched in its place; null where it was switched off. */
  readonly instead: string | null;
}

/** What the monitor does for a policy. Plain data. */
export interface MonitorPlan {
  readonly blockMs: number;
  readonly labelHorizonMs: number | null;
  readonly noDataAfterMs: number;
  /** For the whole file, in expectation. */
  readonly falseAlarmsPerDay: number;
  readonly cluster: string | null;
  /** Attributes whose values panes count by, and behind them what `factors` adds. */
  readonly attributes: readonly string[];
  /** What changes can be told to have come with; absent where nothing is declared. */
  readonly factors?: Factors;
  /** Outcomes that a decision can have: 2 of yes and no. */
  readonly places: number;
  /** What is counted of decisions beside their outcomes, cell by cell. */
  readonly histograms: readonly Histogram[];
  /** What is summed of decisions, cell by cell; absent where nothing is. */
  readonly moments?: readonly Moment[];
  /** Scores that are counted beside their labels, cell by cell; absent where none are. */
  readonly areas?: readonly Area[];
  /** What is summed of lists, group by group; absent where decisions are no lists. */
  readonly lists?: readonly ListMeasure[];
  /** Of lists: whether something else than candidates may stand at positions; absent where decisions are no lists. */
  readonly holes?: 'refuse' | 'keep';
  /** Of amounts: where the outcomes that are told apart begin, in smallest parts, ascending; the first begins at 0. Absent of other decisions. */
  readonly edges?: readonly number[];
  /** Of levels and classes: the place among outcomes of each declared word; words that no requirement tells apart share one. Absent of other decisions. */
  readonly words?: readonly number[];
  /** Whether a group without one of its values is watched like any other. */
  readonly unknown: 'exclude' | 'compare';
  /** Decisions in the denominator from which on a group has a series. */
  readonly minGroupSize: number;
  /** Level of the intervals that are shown. */
  readonly level: number;
  readonly watches: readonly Watch[];
  /** The prediction that people must have for their label to exist (`data.label.seenFor`): the labels of others are not missing. Absent where everybody gets one. */
  readonly seenFor?: 0 | 1;
  /** What of the data is so or is not, outside the budget; absent where nothing is asked. */
  readonly facts?: readonly Fact[];
  /** What is asked for days on end; absent where nothing is. */
  readonly durations?: readonly DurationAsked[];
  readonly unwatched: readonly Unwatched[];
}

/** A watch before the attributes of the plan are known. */
export type WatchDraft<W extends Watch = Watch> = W extends Watch ? Omit<W, 'at' | 'list'> : never;
