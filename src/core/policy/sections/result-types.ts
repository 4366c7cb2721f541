import type { GroupKey } from '../../fairness/tally/index.js';
import type { EstimateBounds, EstimateStatus } from '../../stats/base/index.js';
import type { ErrorShared } from './composites.js';
import type { Exposed, RankedPairs, TopTargets } from './outcomes/index.js';
import type {
  Basis,
  ChangeSpec,
  EvidenceStandard,
  FromSpec,
  ReferenceChoice,
  RequirementCompare,
  RequirementMetric,
  Severity,
  SmallGroups,
  Verdict,
  Waiver,
} from './types.js';

/** What decided a verdict, in one word; `explainRequirement` turns it into sentences. */
export type VerdictReason =
  /** With evidence `point`: an estimate lies beyond the bound, or all lie within. */
  | 'estimate-beyond'
  | 'estimates-within'
  /** The interval that allows for all comparisons lies wholly beyond the bound. */
  | 'interval-beyond'
  /** A group is too small for an interval, and its own count is too far out for any rate that the bound and the other side allow. */
  | 'exact-beyond'
  /** Every plain interval lies within the bound. */
  | 'intervals-within'
  /** Some plain interval does not lie within the bound; `undecidedBy` tells why it is no breach. */
  | 'interval-across'
  /** All that could be judged is within the bound, but some groups are too small. */
  | 'small-groups'
  /** Fewer than two groups are large enough, or the reference is too small. */
  | 'nothing-to-compare'
  /** Every interval lies within, but some rests on so few people of one kind that the exact count does not show it. */
  | 'small-cells'
  /** The comparison is 0 / 0 or has no interval. */
  | 'not-estimable'
  | 'not-applicable'
  | 'waiver-expired'
  /** The caller may see no single person, and something that the verdict rests on would show one. */
  | 'withheld'
  /** It would pass on the lists that are whole, but too many recorded lists are not. */
  | 'lists-not-whole'
  /** With `--baseline`: a gap became worse since the accepted audit, or none did. */
  | 'worse-than-baseline'
  | 'no-worse-than-baseline'
  | 'change-undecided'
  /** Nothing became worse among what could be tested, but some groups or pairs could not be. */
  | 'change-untested';

/** A group, or with `reference` a pair, whose change since the baseline cannot be tested. */
export interface UntestedChange {
  readonly group: GroupKey;
  readonly reference?: GroupKey;
  readonly why: 'new' | 'gone' | 'too-small' | 'too-small-now' | 'too-small-then' | 'no-interval';
  /** Whether the untested change keeps the requirement from passing. */
  readonly hinders: boolean;
}

/** A breach shown by the count of one small group: see docs/explanations/verdicts.md. */
export interface ExactBound {
  /** The side that was counted; the other one, where there is one, has a Clopper-Pearson interval of level `otherLevel`. */
  readonly group: GroupKey;
  /** Members of the counted side where it is a pool. */
  readonly members: readonly GroupKey[];
  readonly successes: number;
  readonly n: number;
  /** The rate nearest to the count that the bound and the interval of the other side allow. */
  readonly rate: number;
  readonly side: 'below' | 'above';
  /** The chance of such a count, or of one farther out, at `rate`; `allowed` is the most that it may be. */
  readonly chance: number;
  readonly allowed: number;
  /** Absent where the count is held against the bound itself and there is no other side. */
  readonly otherLevel?: number;
  /** Where a change is judged, the audit whose count was tested. */
  readonly audit?: 'now' | 'baseline';
}

/** The change of one group since the accepted audit. */
export interface GroupChange {
  readonly group: GroupKey;
  readonly before: number | null;
  readonly now: number | null;
  readonly nBefore: number;
  readonly nNow: number;
  /** Now minus before, or with `relative` the same over before; the interval is at the policy's level. */
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly status: EstimateStatus;
}

/** What a composite measure is made of in one group, or in one group at some scores. */
export interface MeasurePart {
  readonly group: GroupKey;
  /** The rate, where a measure is made of several. */
  readonly component?: string;
  readonly n: number;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  /** How the interval was made, of a floor or a ceiling. */
  readonly method?: string;
  readonly status: EstimateStatus;
  /** Where labels are seen for one prediction only: the range in the place of an estimate. */
  readonly bounds?: EstimateBounds;
}

/** The range of a rate, or of the gap of two, over all labels that are not seen; an end is null where there is none. */
export interface LabelRange {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Of a requirement about labels that only people with one prediction have: what is known in the place of an estimate. */
export interface UnseenLabels {
  /** The prediction that people must have for their label to exist: `favourable` or `unfavourable`. */
  readonly seenFor: string;
  /** Of what is bounded, without the chance of the sample; `lower` and `upper` of the result have that too. */
  readonly bounds: LabelRange;
  /** Of the rate of either side. */
  readonly group: LabelRange;
  readonly reference?: LabelRange;
  /** What the people with a label alone would have said. */
  readonly labelledOnly: number | null;
}

/** What is known of the rate of a group whose members are known as probabilities. */
export interface LikelyRate {
  /** The rate with everybody counted by the probability to be a member; null where nobody asked can be one. */
  readonly weighted: number | null;
  /** The range that the probabilities leave where nothing is assumed. */
  readonly bounds: LabelRange;
  /** Kish's effective size of the people asked, counted by their probabilities. */
  readonly effective: number;
}

/** Of a requirement about groups that are known as probabilities: the weighted value under its assumption, beside the bounds without. */
export interface LikelyGroups {
  /** What the verdict rests on: the bounds, or the assumption of the weighted value. */
  readonly by: 'bounds' | 'independence';
  /** What has to be true for the weighted value. */
  readonly assumption: string;
  /** Of what is bounded, at the level of the result. The variance is null of a ratio, whose limits are not made from one. */
  readonly weighted: LabelRange & { readonly estimate: number | null; readonly variance: number | null };
  /** The range where nothing is assumed, and its outer ends, with the chance of the sample. */
  readonly bounds: LabelRange & { readonly outerLower: number | null; readonly outerUpper: number | null };
  readonly group: LikelyRate;
  readonly reference?: LikelyRate;
  /** People without any probability, who are in no number of it. */
  readonly missing: number;
}

/** People of a group whose label was given by lot. */
export interface LabelLot {
  /** People with the prediction whose labels are not seen; those of them who drew a label; those who had no chance to. */
  readonly others: number;
  readonly drawn: number;
  readonly never: number;
  /** Kish's effective size of the people in the denominator of the rate, each counted by one over the chance. */
  readonly effective: number;
}

/** Of a rate that was estimated from labels given by lot. */
export interface LabelLots {
  readonly group: LabelLot;
  readonly reference?: LabelLot;
  /** What the people with a label alone, each counted once, would have said. */
  readonly labelledOnly: number | null;
}

/** One comparison within strata. */
export interface WithinStrata {
  /** Strata with people of both groups, of all strata with anybody of either. */
  readonly strata: number;
  readonly allStrata: number;
  /** People of the two groups in no such stratum, or whose stratum is not known. */
  readonly outside: number;
  /** The gap of all people thrown together, as `compare` says. */
  readonly crude: number | null;
  /**
   * Breslow and Day's test (Tarone) that the odds ratio is the same in all strata, of means Welch's test (F) that their gap is; null where it cannot be
   * made.
   */
  readonly homogeneity: {
    readonly statistic: number;
    readonly degreesOfFreedom: number;
    /** The second number of degrees of freedom, of Welch's test. */
    readonly withinDegreesOfFreedom?: number;
    readonly pValue: number;
  } | null;
  /** Both rates in each stratum; none where means are compared. */
  readonly rates: readonly {
    readonly stratum: GroupKey;
    readonly group: { readonly rate: number | null; readonly n: number };
    readonly reference: { readonly rate: number | null; readonly n: number };
  }[];
  /** Both means in each stratum, where means are compared. */
  readonly means?: readonly {
    readonly stratum: GroupKey;
    readonly group: { readonly mean: number | null; readonly n: number };
    readonly reference: { readonly mean: number | null; readonly n: number };
  }[];
  /** Of means: how many people of one stratum the standardised mean of either side rests on (Kish's effective size). */
  readonly effective?: { readonly group: number; readonly reference: number };
}

/** How one requirement was judged (contracts, Audit result, `requirements`). */
export interface RequirementResult {
  readonly id: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly bound: { readonly min?: number; readonly max?: number };
  readonly evidence: EvidenceStandard;
  readonly smallGroups: SmallGroups;
  readonly metric: RequirementMetric;
  /** Of `amount_quantile`: the share of people below; of `share_at_least`: the amount, or of levels the level. */
  readonly q?: number;
  readonly value?: number;
  /** Of `error_share`: the errors that are shared out. */
  readonly of?: ErrorShared;
  readonly atLevel?: string;
  /** Of metrics of one class: the class. */
  readonly class?: string;
  /** Of `stage_rate`: the stage. */
  readonly stage?: string;
  /** Of metrics of stages: the route whose people count; absent: all. */
  readonly route?: string;
  /** Of metrics of rankings: the number of first places, the pairs counted, whom exposure divides by. */
  readonly k?: number;
  readonly target?: TopTargets;
  readonly pairs?: RankedPairs;
  readonly per?: Exposed;
  /** Of `capped_share`: the column of institutions, which are what `nGroup` counts. */
  readonly institution?: string;
  /** Unit of the values, and of a difference of them, where they are amounts. */
  readonly unit?: string;
  readonly by: readonly string[];
  readonly compare: RequirementCompare;
  /** The comparison that decided, or the one nearest to the bound; null where there was none. A value has a group (`{}` is everybody) and no reference. */
  readonly group: GroupKey | null;
  readonly reference: GroupKey | null;
  readonly nGroup: number | null;
  readonly nReference: number | null;
  readonly estimate: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  readonly method: string;
  readonly status: EstimateStatus;
  /** The interval at the level that allows for all comparisons; an end is null where the data set no limit (a ratio to a rate of 0). */
  readonly simultaneous: {
    readonly lower: number | null;
    readonly upper: number | null;
    readonly level: number;
  } | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly insufficientGroups: readonly GroupKey[];
  /**
   * For a verdict that rests on too little evidence: the size of `group` (the metric's own denominator) that would decide it if the estimates
   * and the mix of groups stayed, where that can be said.
   */
  readonly nNeeded: number | null;
  readonly basis: Basis;
  readonly rationale: string | null;
  readonly waived: Waiver | null;
  /** The verdict in plain language, one to three sentences. */
  readonly message: string;
  readonly line: number;
  readonly reason?: VerdictReason;
  /** Of a value that is one against a group, such as the chance to outrank it: that group. */
  readonly against?: GroupKey;
  /** Value of the metric in the group; `referenceValue` is that of the reference. */
  readonly groupValue?: number | null;
  readonly referenceValue?: number | null;
  /** The range in which `estimate` may lie; null means no limit on that side. A ratio judged in both directions has both. */
  readonly allowed?: { readonly lower: number | null; readonly upper: number | null };
  /**
   * For a failure by numbers: the end of `allowed` that was left. A ratio of 1.6 that may not fall below 0.8 either way breaks max 1.25.
   */
  readonly brokenBound?: { readonly min?: number; readonly max?: number };
  /** With reason `exact-beyond`: the count that decided, and what it was compared with. */
  readonly exact?: ExactBound;
  readonly referenceChoice?: ReferenceChoice;
  /** Number of comparisons, or of groups whose own value is bounded, that the simultaneous level allows for. */
  readonly comparisons?: number;
  /** Groups that were judged together as one. */
  readonly pooled?: readonly GroupKey[];
  /** Whether the pooled groups are large enough together. */
  readonly poolSufficient?: boolean;
  readonly minGroupSize?: number;
  /** With `from`: the file and field of the number; `digest` is that of the bytes that were read. */
  readonly from?: FromSpec & { readonly digest?: string };
  /** With `given`: how the comparison within strata came about. */
  readonly given?: readonly string[];
  readonly within?: WithinStrata;
  /** Of a measure over several rates: the one whose gap is shown. */
  readonly component?: string;
  /**
   * Of a composite measure that is no gap of a metric of the audit: what it is in each group, or is made of. Of a floor or a ceiling: the value of each
   * group with the interval that judges it.
   */
  readonly parts?: readonly MeasurePart[];
  /** With `compare: change`: what the policy asks, and the change of every group that both audits have. */
  readonly change?: ChangeSpec;
  readonly changes?: readonly GroupChange[];
  /** With `--baseline`: the changes that could not be tested. */
  readonly untested?: readonly UntestedChange[];
  /** Where labels are seen for one prediction only: bounds in the place of an estimate. */
  readonly unseen?: UnseenLabels;
  /** Where some of the others got a label by lot: who did, and what the labelled alone would have said. */
  readonly lots?: LabelLots;
  /** Where groups are known as probabilities: the weighted value beside the bounds. */
  readonly likely?: LikelyGroups;
  /** Why there is no interval, where the method and not the data is the reason. */
  readonly hindrance?: string;
  /**
   * Set when the interval that decided rests on few people of one kind in a group (with, or without, what a rate counts), where it errs
   * more often than its level says.
   */
  readonly smallCells?: {
    readonly smallest: number;
    readonly trusted: number;
    /** Whether an exact count agrees; false where there is none (sampling weights) or it does not agree. */
    readonly confirmed: boolean;
  } | null;
}
