import type { Exploration } from '../../fairness/selective/index.js';
import type { Compare, GroupKey, MetricName, WeightKind } from '../../fairness/tally/index.js';
import type { CompositeMeasure, ErrorShared } from './composites.js';
import type { Exposed, Outcome, OutcomeMetric, RankedPairs, TopTargets } from './outcomes/index.js';
import type { ResultField, ResultMeasure } from './result-field.js';

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

/** An attribute that is known as a probability of each person only (`data.membership`). */
export interface MembershipSpec {
  readonly name: string;
  /** The column of the probability of each group; they are among `given`, so that tallies carry them. */
  readonly columns: Readonly<Record<string, string>>;
  readonly reference: string | null;
  /** Whether weighted rates judge, on the assumption that outcomes do not depend on the group at equal probability; otherwise the bounds. */
  readonly assume?: 'independent';
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
  /** The prediction that people must have for their label to exist; absent where labels do not depend on the decision. */
  readonly seenFor?: 0 | 1;
  /** How some of the others came to have a label by lot; absent where none did. Its column is among `given`, so that tallies carry it. */
  readonly explored?: Exploration;
  readonly prediction: BinaryBinding | null;
  readonly score: string | null;
  /** The cutoff: prediction = 1 if and only if score >= cutoff. */
  readonly cutoff: number | null;
  readonly weight: string | null;
  readonly weightKind: WeightKind;
  /** The largest sampling weight; absent: the largest that a tally holds. */
  readonly largestWeight?: number;
  /** The prediction that is good for the person; of amounts and levels 1 where more is good, 0 where less is; of other outcomes 1. */
  readonly favourable: 0 | 1;
  /** What a decision is, where it is not 0 or 1; `label`, `prediction`, `score` and `cutoff` are null then. */
  readonly outcome?: Outcome;
  readonly attributes: readonly AttributeSpec[];
  /** Attributes that are known as probabilities; absent where there are none. */
  readonly membership?: readonly MembershipSpec[];
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
  /** Of `stage_rate`: the stage. */
  readonly stage?: string;
  /** Of metrics of stages: the route whose people count; absent: all. */
  readonly route?: string;
  /** Of `share_in_top_k` and `representation_in_top_k`: the number of first places. */
  readonly k?: number;
  /** Of `representation_in_top_k`: the shares that groups should have; without it that of the candidates. */
  readonly target?: TopTargets;
  /** Of `pairwise_accuracy`: which pairs are counted. */
  readonly pairs?: RankedPairs;
  /** Of `capped_share`: the column that names a person's institution. */
  readonly institution?: string;
  /** Of `exposure`: whom it divides by, those shown unless said. */
  readonly per?: Exposed;
  /** Of `expected_cost`: by the true class (row) and the one decided, both in the order of the declared classes. */
  readonly costs?: readonly (readonly number[])[];
  /** Attributes whose groups are judged; empty for everybody as one group, which only a value may ask for. */
  readonly by: readonly string[];
  readonly bound: { readonly min?: number; readonly max?: number };
  readonly evidence: EvidenceStandard;
  readonly smallGroups: SmallGroups;
  readonly severity: Severity;
  /** False where the monitor shall not watch the requirement; absent otherwise. */
  readonly live?: false;
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
  /** The measure that stands at the path with its intervals; absent: a number as it is. */
  readonly measure?: ResultMeasure;
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
