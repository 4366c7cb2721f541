/** How badly a node is mixed: Gini's impurity and entropy of two classes, the variance of numbers. */
export type Criterion = 'gini' | 'entropy' | 'variance';

/** Sums of a node or of a side of it. */
export interface Sums {
  /** Number of rows. */
  readonly rows: number;
  readonly weight: number;
  /** Sum of weight times target. */
  readonly sum: number;
}

const xLogX = (x: number, whole: number): number => (x > 0 ? x * Math.log(x / whole) : 0);

/**
 * What the best constant for these rows takes away from their loss: two sides are worth more than their node by what the split gains. It is G^2 / W for
 * Gini's impurity (half of it) and for squared error, and minus the weight times the entropy for that.
 */
export const worthOf = (criterion: Criterion, weight: number, sum: number): number =>
  criterion === 'entropy' ? xLogX(sum, weight) + xLogX(weight - sum, weight) : (sum * sum) / weight;

/** Mean impurity of a node; entropy is in bits. `squares` is the sum of weight times squared target. */
export function impurityOf(criterion: Criterion, { weight, sum }: Sums, squares: number): number {
  const mean = sum / weight;
  if (criterion === 'variance') return Math.max(0, squares / weight - mean * mean);
  if (criterion === 'gini') return 2 * mean * (1 - mean);
  return -(xLogX(sum, weight) + xLogX(weight - sum, weight)) / weight / Math.LN2;
}
