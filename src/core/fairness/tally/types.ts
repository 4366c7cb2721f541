import type { Estimate } from '../../stats/base/index.js';

/** Values of a set of attributes: `{ race: 'Caucasian', sex: 'Male' }`. `null` is the unknown group. */
export type GroupKey = Readonly<Record<string, string | null>>;

export type WeightKind = 'none' | 'count' | 'sampling';

/** How scores are kept in the cells. `bins`: equal-width, cell.score is the index of the bin, 0..count-1; lower edge closed, last bin closed. */
export type ScoreKeeping =
  | { readonly kind: 'none' }
  | { readonly kind: 'distinct' }
  | { readonly kind: 'bins'; readonly lower: number; readonly upper: number; readonly count: number };

/**
 * One cell: all rows that share attribute values, label, prediction and, where kept, score. Every sum is an integer, so that any order of
 * addition on any engine gives the same bits: sums of reals are sums of floor(v * 2^40) (contracts, section Tally).
 */
export interface TallyCell {
  /** One value per attribute of `tally.attributes`, as text; `null` when it is missing. */
  readonly values: readonly (string | null)[];
  /** Label; `null` when the truth is not known (yet). */
  readonly label: 0 | 1 | null;
  readonly prediction: 0 | 1;
  /** The distinct score, or the index of its bin; `null` when scores are not kept or the row has none. */
  readonly score: number | null;
  /** Number of rows, whatever their weight. */
  readonly rows: number;
  /** `none`: = rows. `count`: sum of the integer weights. `sampling`: sum of floor(w * 2^40). */
  readonly weight: bigint;
  /** `sampling`: sum of floor(w^2 * 2^40); else 0. */
  readonly weightSquares: bigint;
  /** Sum of w * floor(score * 2^40) (`sampling`: floor(w * score * 2^40)) over rows with a score, after `data.scoreScale`. */
  readonly scoreSum: bigint;
  /** As `scoreSum`, of score^2. */
  readonly scoreSquares: bigint;
  /** As `scoreSum`, of (label - score)^2 over rows with label and score. */
  readonly errorSquares: bigint;
}

export interface Exclusion {
  /** Why the rows were left out: `filtered by policy`, `missing prediction`, `weight zero`, ... */
  readonly reason: string;
  readonly rows: number;
}

/**
 * The only statistic (DESIGN.md). `merge(tally(a), tally(b))` equals `tally(a ++ b)` bit for bit.
 * Cells are sorted: values by code point (missing last), label (null last), prediction, score (null last); no two cells share a key.
 */
export interface Tally {
  readonly schemaVersion: '1';
  /** `sha256:...` of the bytes of the policy file; empty when the tally was made without one. */
  readonly policyDigest: string;
  /** Attributes and strata whose values the cells carry. */
  readonly attributes: readonly string[];
  readonly weightKind: WeightKind;
  readonly score: ScoreKeeping;
  /** Scores were divided by this before anything else (`data.scoreScale`). */
  readonly scoreScale: number;
  /** Number of rows read, excluded ones included. */
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
  readonly cells: readonly TallyCell[];
}

/** 2^40: the fixed point of every sum of reals in a tally (contracts, section Tally). */
export const FIXED_POINT = 1_099_511_627_776;

export const INTEGER_METRICS = [
  'selection_rate',
  'favourable_rate',
  'opportunity_rate',
  'base_rate',
  'true_positive_rate',
  'false_positive_rate',
  'true_negative_rate',
  'false_negative_rate',
  'positive_predictive_value',
  'negative_predictive_value',
  'accuracy',
] as const;
export const COMPOSITE_METRICS = ['balanced_accuracy', 'f1'] as const;
export const SCORE_METRICS = ['mean_score', 'auc', 'brier', 'log_loss', 'expected_calibration_error'] as const;

export type IntegerMetric = (typeof INTEGER_METRICS)[number];
export type CompositeMetric = (typeof COMPOSITE_METRICS)[number];
export type ScoreMetric = (typeof SCORE_METRICS)[number];
export type MetricName = IntegerMetric | CompositeMetric | ScoreMetric;

export type Compare = 'difference' | 'ratio';

/** Confusion counts: integers, or sums of weights. Unlabelled rows count in n, selection and score metrics only. */
export interface ConfusionCounts {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
  readonly unlabelled: number;
}

/** One group against the reference (contracts, Audit result, `comparisons`). */
export interface Comparison extends Estimate {
  readonly metric: MetricName;
  readonly by: readonly string[];
  readonly compare: Compare;
  readonly group: GroupKey;
  readonly reference: GroupKey;
  readonly test: string | null;
  readonly pValue: number | null;
  readonly adjustedPValue: number | null;
}

/** Worst disparity over all groups (contracts, `disparities`). */
export interface Disparity extends Estimate {
  readonly metric: string;
  readonly by: readonly string[];
  readonly compare: Compare;
  readonly highest: GroupKey | null;
  readonly lowest: GroupKey | null;
  readonly estimateAmongSufficient: number | null;
  /** Groups where the metric is undefined: they are in neither estimate. */
  readonly leftOut?: readonly GroupKey[];
}
