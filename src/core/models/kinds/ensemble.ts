/**
 * A sum of decision trees in flat typed arrays, one layout for every source library. All trees lie one after another in
 * pre-order; `left` and `right` are indices into the same arrays, -1 at a leaf.
 *
 * `decision[node]` holds how the source library sends a value: the low three bits are the comparison, the others the rule
 * for missing values. Copying the library's own rule is what makes a prediction, and so an explanation, its own.
 */
export interface TreeEnsemble {
  readonly numFeatures: number;
  readonly numOutputs: number;
  /** Index of the root node of tree t; one more entry holds the number of nodes. */
  readonly treeStart: Int32Array;
  /** The output that tree t adds to, or `ALL_OUTPUTS` when its leaves hold one value per output. */
  readonly treeOutput: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Column tested at the node, -1 at a leaf. */
  readonly feature: Int32Array;
  /** Threshold, or the index of the category set when the comparison is `IN_SET`. */
  readonly threshold: Float64Array;
  readonly decision: Uint8Array;
  /** Weighted training rows that reached each node; null when the file has none, and then no path-dependent explanation is possible. */
  readonly cover: Float64Array | null;
  /** Where the values of a leaf start in `values`; -1 at an inner node. */
  readonly valueStart: Int32Array;
  readonly values: Float64Array;
  /** Constant added to every prediction, per output. */
  readonly baseOffset: Float64Array;
  /** Category set s is the bits of `setWords[setStart[s] .. setStart[s + 1])`. */
  readonly setStart: Int32Array;
  readonly setWords: Uint32Array;
  /** Whether the library rounds inputs to float32 before it compares (scikit-learn, XGBoost, ONNX); LightGBM does not. */
  readonly float32: boolean;
  readonly maxDepth: number;
}

export const ALL_OUTPUTS = -1;

/** The comparisons; a row goes left when the comparison holds. */
export const COMPARE = { LE: 0, LT: 1, GE: 2, GT: 3, EQ: 4, NE: 5, IN_SET: 6, IN_SET_FROM_ZERO: 7 } as const;
export const COMPARE_MASK = 7;

/** Whether the split tests for a category. XGBoost takes -0.4 for no category (IN_SET_FROM_ZERO); LightGBM cuts it to 0 first (IN_SET). */
export const isSetSplit = (decision: number): boolean => (decision & COMPARE_MASK) >= COMPARE.IN_SET;
/** Bit of a decision: a missing value goes left. */
export const MISSING_LEFT = 8;
/** Bit for LightGBM's "missing type none": a missing value counts as 0 and is compared. */
export const MISSING_IS_ZERO = 16;
/** Bit for LightGBM's "missing type zero": a missing value and every value within `ZERO_BAND` of 0 follow `MISSING_LEFT`. */
export const ZERO_IS_MISSING = 32;

/** LightGBM's kZeroThreshold, the float32 nearest to 1e-35: values this near to 0 count as 0. */
export const ZERO_BAND: number = Math.fround(1e-35);

export const numTrees = (ensemble: TreeEnsemble): number => ensemble.treeOutput.length;

/**
 * Whether the category is in the set. Fractional parts are cut off as the libraries do; a value that is negative afterwards is no category.
 */
export function inSet(ensemble: TreeEnsemble, set: number, value: number): boolean {
  const category = Math.trunc(value);
  const start = ensemble.setStart[set]!;
  const words = ensemble.setStart[set + 1]! - start;
  if (category < 0 || category >= words * 32) return false;
  return ((ensemble.setWords[start + (category >>> 5)]! >>> (category & 31)) & 1) === 1;
}

function compare(ensemble: TreeEnsemble, node: number, value: number): boolean {
  const threshold = ensemble.threshold[node]!;
  switch (ensemble.decision[node]! & COMPARE_MASK) {
    case COMPARE.LE:
      return value <= threshold;
    case COMPARE.LT:
      return value < threshold;
    case COMPARE.GE:
      return value >= threshold;
    case COMPARE.GT:
      return value > threshold;
    case COMPARE.EQ:
      return value === threshold;
    case COMPARE.NE:
      return value !== threshold;
    case COMPARE.IN_SET:
      return inSet(ensemble, threshold, value);
    default:
      return value >= 0 && inSet(ensemble, threshold, value);
  }
}

/** Whether this value (already rounded to the model's input precision) goes left at this inner node. */
export function goesLeft(ensemble: TreeEnsemble, node: number, value: number): boolean {
  const decision = ensemble.decision[node]!;
  if (decision === COMPARE.LE) return value <= ensemble.threshold[node]!;
  if ((decision & ZERO_IS_MISSING) !== 0) {
    if (Number.isNaN(value) || Math.abs(value) <= ZERO_BAND) return (decision & MISSING_LEFT) !== 0;
  } else if (Number.isNaN(value)) {
    if ((decision & MISSING_IS_ZERO) === 0) return (decision & MISSING_LEFT) !== 0;
    return compare(ensemble, node, 0);
  }
  return compare(ensemble, node, value);
}

/** Patterns of `count` rows, read from one run of `patterns` and written to another (or the same); see `orOutcomes`. */
export interface OutcomeRun {
  /** Values as columns, already rounded to the model's input precision; row 0 of the tested column is `columns[start]`. */
  readonly columns: Float64Array;
  readonly patterns: Uint16Array;
  readonly count: number;
  start: number;
  from: number;
  to: number;
}

/**
 * For `count` rows: pattern at `to` = pattern at `from`, with bit number `bit` set where the row goes left at the node. The commonest
 * rules have their own loop: this is an inner loop of every batch. `+(x <= t)` compiles to a flag, not to a branch that half
 * of the rows would mispredict.
 */
export function orOutcomes(ensemble: TreeEnsemble, node: number, bit: number, run: OutcomeRun): void {
  const threshold = ensemble.threshold[node]!;
  const decision = ensemble.decision[node]!;
  if (decision === COMPARE.LE) orAtMost(threshold, bit, run);
  else if (decision === COMPARE.LT) orBelow(threshold, bit, run);
  else if (decision === (COMPARE.LT | MISSING_LEFT)) orNotAbove(threshold, bit, run);
  else {
    const { columns, patterns, count, start, from, to } = run;
    for (let r = 0; r < count; r++) {
      patterns[to + r] = patterns[from + r]! | (+goesLeft(ensemble, node, columns[start + r]!) << bit);
    }
  }
}

function orAtMost(threshold: number, bit: number, run: OutcomeRun): void {
  const { columns, patterns, count, start, from, to } = run;
  for (let r = 0; r < count; r++) patterns[to + r] = patterns[from + r]! | (+(columns[start + r]! <= threshold) << bit);
}

function orBelow(threshold: number, bit: number, run: OutcomeRun): void {
  const { columns, patterns, count, start, from, to } = run;
  for (let r = 0; r < count; r++) patterns[to + r] = patterns[from + r]! | (+(columns[start + r]! < threshold) << bit);
}

/** NaN >= t is false, so here a missing value goes left without a test of its own. */
function orNotAbove(threshold: number, bit: number, run: OutcomeRun): void {
  const { columns, patterns, count, start, from, to } = run;
  for (let r = 0; r < count; r++)
    patterns[to + r] = patterns[from + r]! | (+!(columns[start + r]! >= threshold) << bit);
}
