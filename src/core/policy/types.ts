import type { Compare, GroupKey, MetricName, WeightKind } from '../fairness/types.js';
import type { EstimateStatus, Interval } from '../stats/estimate.js';

/** A name (`race`, `inputs.age`) or a literal of the filter language. */
export type WhereOperand =
  | { readonly kind: 'name'; readonly path: readonly string[] }
  | { readonly kind: 'literal'; readonly value: string | number | boolean };

export type WhereOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/**
 * The filter language of `data.where` (contracts, Policy). Three-valued: a comparison with a missing value is unknown, `and`, `or`, `not`
 * follow Kleene's tables, a row stays only where the whole is true; `is missing` is never unknown.
 * Against a number literal values are compared as numbers (text that is no number is missing), otherwise as text by code point.
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
  /** The column; the name itself unless the policy says otherwise. */
  readonly column: string;
  readonly reference: string | null;
  /** Ascending inner edges of a numeric attribute: [25, 45] gives `< 25`, `25 to < 45`, `>= 45`. */
  readonly bins: readonly number[] | null;
}

export interface PolicyData {
  readonly where: WhereNode | null;
  readonly whereText: string | null;
  readonly label: BinaryBinding | null;
  readonly prediction: BinaryBinding | null;
  readonly score: string | null;
  /** prediction = 1 if and only if score >= cutoff. */
  readonly cutoff: number | null;
  readonly weight: string | null;
  readonly weightKind: WeightKind;
  readonly favourable: 0 | 1;
  readonly attributes: readonly AttributeSpec[];
  /** Sets of attribute names. */
  readonly intersections: readonly (readonly string[])[];
  /** Columns within which comparisons are repeated and pooled (Cochran-Mantel-Haenszel). */
  readonly strata: readonly string[];
  readonly minGroupSize: number;
  /** Texts that mean missing, besides NULL and empty. */
  readonly missing: readonly string[];
  readonly unknown: 'exclude' | 'compare';
  /** Scores are divided by this first. */
  readonly scoreScale: number;
  /** Used above the limit of distinct scores. */
  readonly scoreBins: { readonly lower: number; readonly upper: number; readonly count: number };
  /** Binding overrides over recorded decisions. */
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

export interface Requirement {
  readonly id: string;
  readonly metric: MetricName;
  readonly by: readonly string[];
  readonly compare: Compare;
  readonly reference: ReferenceChoice;
  readonly oneSided: boolean;
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

/** A policy after parsing: every default filled in. */
export interface Policy {
  readonly name: string;
  readonly version: string;
  readonly owner: string | null;
  readonly purpose: string | null;
  readonly data: PolicyData;
  readonly statistics: {
    /** 0..1 */
    readonly level: number;
    readonly multiplicity: Multiplicity;
    readonly seed: number;
    readonly replicates: number;
  };
  readonly requirements: readonly Requirement[];
}

/** How one requirement was judged (contracts, Audit result, `requirements`). */
export interface RequirementResult {
  readonly id: string;
  readonly severity: Severity;
  readonly verdict: Verdict;
  readonly bound: { readonly min?: number; readonly max?: number };
  readonly evidence: EvidenceStandard;
  readonly smallGroups: SmallGroups;
  readonly metric: MetricName;
  readonly by: readonly string[];
  readonly compare: Compare;
  /** The comparison that decided, or the one nearest to the bound; null where there was none. */
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
  readonly simultaneous: (Interval & { readonly level: number }) | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
  readonly insufficientGroups: readonly GroupKey[];
  /** For an inconclusive verdict: the group size that would decide it if the estimates stayed, where that can be said. */
  readonly nNeeded: number | null;
  readonly basis: Basis;
  readonly rationale: string | null;
  readonly waived: Waiver | null;
  /** Plain language, one or two sentences. */
  readonly message: string;
  readonly line: number;
}
