import type { Compare, GroupKey, MetricName, WeightKind } from '../../fairness/tally/index.js';
import type { EstimateStatus } from '../../stats/base/index.js';
import type { CompositeMeasure, ErrorShared } from './composites.js';
import type { Outcome, OutcomeMetric } from './outcomes/index.js';
import type { ResultField } from './result-field.js';

/** Every metric that a requirement may name. */
export type RequirementMetric = MetricName | OutcomeMetric | CompositeMeasure | ResultField;

/** A name (`race`, `inputs.age`) or a literal of the filter language. */
export type WhereOperand =
  | { readonly kind: 'name'; readonly path: readonly string[] }
  | { readonly kind: 'literal'; readonly value: string | number | boolean };

export type WhereOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * The filter language of `data.where` (contracts, Policy). Its logic has three values: a comparison with a missing value is unknown, `and`,
 * `or`, `not` follow Kleene's tables, and a row stays only where the whole is true; `is missing` is never unknown. Against a number literal
 * values are compared as numbers, otherwise as text by code point.
 */
export type WhereNode =
  | { readonly kind: 'and' | 'or'; readonly left: WhereNode; readonly right: WhereNode }
  | { readonly kind: 'not'; readonly operand: WhereNode }
  | {
      readonly kind: 'compare';
      readonly operator: WhereOperator;
      readonly left: WhereOperand;
      readonly right: WhereOperand;
    }
  | { readonly kind: 'in'; readonly operand: WhereOperand; readonly values: readonly (string | number | boolean)[] }
  | { readonly kind: 'missing'; readonly operand: WhereOperand };

/** A 0/1 column. Without `positive` and `negative`, `0`, `1`, `true`, `false` are understood. */
export interface BinaryBinding {
  readonly column: string;
  readonly positive: readonly string[] | null;
  readonly negative: readonly string[] | null;
}

export interface AttributeSpec {
  readonly name: string;
  /** Name of the column; the name of the attribute unless the policy says otherwise. */
  readonly column: string;
  readonly reference: string | null;
  /** Ascending inner edges of a numeric attribute: [25, 45] gives `< 25`, `25 to < 45`, `>= 45`. */
  readonly bins: readonly number[] | null;
}

/** How the numbers of a file are written, where that is not as everywhere else (`data.decimal`, `data.percent`). */
export interface NumberNotation {
  /** The sign before the decimals. With `comma` a text with a point is no number, since nobody knows what the point means. */
  readonly decimal: 'point' | 'comma';
  /** Whether a percent sign at the end, after one space or none, means hundredths; a number without the sign is taken as it stands. */
  readonly percent: boolean;
}

export interface PolicyData {
  readonly where: WhereNode | null;
  readonly whereText: string | null;
  readonly label: BinaryBinding | null;
  readonly prediction: BinaryBinding | null;
  readonly score: string | null;
  /** The cutoff: prediction = 1 if and only if score >= cutoff. */
  readonly cutoff: number | null;
  readonly weight: string | null;
  readonly weightKind: WeightKind;
  /** The prediction that is good for the person; of amounts and levels 1 where more is good, 0 where less is; of other outcomes 1. */
  readonly favourable: 0 | 1;
  /** What a decision is, where it is not 0 or 1; `label`, `prediction`, `score` and `cutoff` are null then. */
  readonly outcome?: Outcome;
  readonly attributes: readonly AttributeSpec[];
  /** Sets of attribute names. */
  readonly intersections: readonly (readonly string[])[];
  /** Columns within which comparisons are repeated and pooled (Cochran-Mantel-Haenszel). */
  readonly strata: readonly string[];
  /** Columns that requirements compare within and that are neither attributes nor strata; absent where there are none. */
  readonly given?: readonly string[];
  readonly minGroupSize: number;
  /** Texts that mean missing, besides NULL and empty text. */
  readonly missing: readonly string[];
  readonly unknown: 'exclude' | 'compare';
  /** How numbers are written in files and queries; absent where they are written as everywhere else. Recorded decisions hold numbers. */
  readonly numbers?: NumberNotation;
  /** Scores are divided by this before anything else. */
  readonly scoreScale: number;
  /** Bins of scores, used above the limit of distinct scores. */
  readonly scoreBins: { readonly lower: number; readonly upper: number; readonly count: number };
  /** Bindings that replace those of `data` when recorded decisions are audited. */
  readonly live: Readonly<Record<string, string>>;
}

export type Multiplicity = 'holm' | 'benjamini_hochberg' | 'none';
export type EvidenceStandard = 'point' | 'violation' | 'compliance';
export type SmallGroups = 'inconclusive' | 'report' | 'pool';
export type Severity = 'block' | 'warn';
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'not_applicable';
export type ReferenceChoice = 'declared' | 'highest' | 'largest' | 'all-pairs' | GroupKey;

export interface Basis {
  readonly kind: 'law' | 'guidance' | 'practice' | 'ours';
  readonly source: string;
}

export interface Waiver {
  readonly owner: string;
  readonly reason: string;
  /** ISO date; the waiver holds through that day, UTC. */
  readonly until: string;
}

/**
 * What a requirement bounds: the gap between groups (`difference`, `ratio`), the metric of each group itself (`value`), or its change since
 * an accepted audit (`change`).
 */
export type RequirementCompare = Compare | 'value' | 'change';

/** What requirements of every kind have. */
interface RequirementFrame {
  readonly id: string;
  readonly metric: RequirementMetric;
  /** Of `amount_quantile`: the share of people below. */
  readonly q?: number;
  /** Of `share_at_least`: the amount, in units. */
  readonly value?: number;
  /** Of `error_share`: the errors that are shared out. */
  readonly of?: ErrorShared;
  /** Of `share_at_least` of levels: the level. */
  readonly atLevel?: string;
  /** Of metrics of one class: the class; of `class_rate` without one, any favourable class. */
  readonly class?: string;
  /** Of `expected_cost`: by the true class (row) and the one decided, both in the order of the declared classes. */
  readonly costs?: readonly (readonly number[])[];
  /** Attributes whose groups are judged; empty for everybody as one group, which only a value may ask for. */
  readonly by: readonly string[];
  readonly bound: { readonly min?: number; readonly max?: number };
  readonly evidence: EvidenceStandard;
  readonly smallGroups: SmallGroups;
  readonly severity: Severity;
  readonly basis: Basis;
  readonly rationale: string | null;
  readonly waiver: Waiver | null;
  /** One-based line of the requirement in the policy file, for SARIF and messages. */
  readonly line: number;
}

/** Bounds the gap between two groups. */
export interface GapRequirement extends RequirementFrame {
  readonly compare: Compare;
  readonly reference: ReferenceChoice;
  readonly oneSided: boolean;
  /** Columns within whose values the groups are compared; the gaps of all strata are pooled. */
  readonly given?: readonly string[];
}

/** A number in another command's JSON result. */
export interface FromSpec {
  /** The file as the policy names it. */
  readonly result: string;
  /** The path of the number in it. */
  readonly field: string;
}

/** Holds the metric of each group itself to a floor (`min`) or a ceiling (`max`). */
export interface ValueRequirement extends RequirementFrame {
  readonly compare: 'value';
  /** Where the value stands in another command's result; it is of no group then. */
  readonly from?: FromSpec;
}

/** How far a metric may move from its value in an accepted audit. */
export interface ChangeSpec {
  readonly against: 'baseline';
  readonly maxDrop?: number;
  readonly maxRise?: number;
  /** Whether the change is taken relative to the accepted value: 0.15 is 15 per cent of it. Otherwise it is in the metric's own unit. */
  readonly relative: boolean;
}

/** Bounds how far the metric of each group may have moved since an accepted audit; `bound` is the same, signed: `maxDrop: 0.15` is `min: -0.15`. */
export interface ChangeRequirement extends RequirementFrame {
  readonly compare: 'change';
  readonly change: ChangeSpec;
}

export type Requirement = GapRequirement | ValueRequirement | ChangeRequirement;

/** A policy after parsing, with every default filled in. */
export interface Policy {
  readonly name: string;
  readonly version: string;
  readonly owner: string | null;
  readonly purpose: string | null;
  readonly data: PolicyData;
  readonly statistics: {
    /** Confidence level, 0..1. */
    readonly level: number;
    readonly multiplicity: Multiplicity;
    readonly seed: number;
    readonly replicates: number;
  };
  readonly requirements: readonly Requirement[];
  /** Sections that rooms bring, by name, as their declaration reads them (`section.of(policy)`); absent where the file has none. */
  readonly sections?: Readonly<Record<string, unknown>>;
}

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
  readonly status: EstimateStatus;
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
  /** Breslow and Day's test (Tarone) that the odds ratio is the same in all strata; null where it cannot be made. */
  readonly homogeneity: {
    readonly statistic: number;
    readonly degreesOfFreedom: number;
    readonly pValue: number;
  } | null;
  /** Both rates in each stratum. */
  readonly rates: readonly {
    readonly stratum: GroupKey;
    readonly group: { readonly rate: number | null; readonly n: number };
    readonly reference: { readonly rate: number | null; readonly n: number };
  }[];
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
  /** Of a composite measure that is no gap of a metric of the audit: what it is in each group, or is made of. */
  readonly parts?: readonly MeasurePart[];
  /** With `compare: change`: what the policy asks, and the change of every group that both audits have. */
  readonly change?: ChangeSpec;
  readonly changes?: readonly GroupChange[];
  /** With `--baseline`: the changes that could not be tested. */
  readonly untested?: readonly UntestedChange[];
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
