import type { GroupKey } from '../../fairness/tally/index.js';
import { type Dataset, planLinear } from '../../learn/index.js';
import type { NeutralDocument } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { checkGroups, type RowGroups, refused } from '../groups/index.js';
import { cheapestMixture } from '../reductions/index.js';

export interface WorstGroupOptions {
  readonly seed: Seed;
  /**
   * Half the weight of the squared coefficients beside a mean log-loss, or their weight beside a mean squared error; the intercept is free. Default
   * 1e-3, of numbers 0.
   */
  readonly penalty?: number;
  /** Whether numbers are divided by their standard deviation before they are penalised. Default true. */
  readonly standardize?: boolean;
  /** How near to the optimum it ends, in the objective; default 1e-6. */
  readonly tolerance?: number;
}

export interface WorstGroup {
  readonly document: NeutralDocument;
  /** The largest mean loss of a group, and the penalty. */
  readonly objective: number;
  /** No model of this kind has a smaller objective than this. */
  readonly least: number;
  /** Mean loss of each group, and how much it weighs: a group that weighs nothing is better off than the worst by itself. */
  readonly groups: readonly { readonly key: GroupKey; readonly loss: number; readonly weight: number }[];
  /** Number of models learned. */
  readonly learned: number;
  /** Coefficients of the model, as a plan of the same columns and options reads them. */
  readonly beta: Float64Array;
}

const PENALTY = 1e-3;
const TOLERANCE = 1e-6;
const MOST_ROUNDS = 200;
/** Far below what the tolerance asks of the objective. */
const SETTLED = 1e-9;

/**
 * The regression whose worst group is as well off as it can be: the least largest mean log-loss of a group for a target of 0 and 1 (logistic), or
 * mean squared error for numbers (linear). The attribute is needed
 * to learn, not to decide. It often comes by making others worse off than they need be, which `groups` shows.
 * The weights of the groups are those at which the least weighted loss is largest, by cutting planes (Kelley 1960); what
 * Sagawa, Koh, Hashimoto and Liang 2020 (Distributionally robust neural networks) approach by gradient steps is the optimum here, with a
 * bound from below as proof.
 *
 * @throws TribuneError INVALID_ARGUMENT where nobody has a known group, or for a penalty out of range
 * @example
 * fitWorstGroup(data, groups, { seed: 1 }).document;
 */
export function fitWorstGroup(data: Dataset, groups: RowGroups, options: WorstGroupOptions): WorstGroup {
  const isBinary = data.task === 'binary';
  const { seed, penalty = isBinary ? PENALTY : 0, standardize = true, tolerance = TOLERANCE } = options;
  checkGroups(groups, data.rows);
  if (!((isBinary ? penalty > 0 : penalty >= 0) && Number.isFinite(penalty)))
    throw refused(
      `a penalty of ${penalty}`,
      isBinary
        ? 'Give a number above 0: without one a group that the columns tell apart has no best model.'
        : 'Give a number from 0.',
    );
  const sizes = sizesOf(groups);
  const there = Array.from(sizes.keys()).filter((g) => sizes[g]! > 0);
  if (there.length === 0) throw refused('nobody has a known group', 'Give rows with one.');
  const plan = planLinear(data, { l2: penalty * data.rows, standardize });
  const at = (beta: Float64Array): Point => {
    const losses = meanLosses(plan.scores(beta), data, groups, sizes);
    // The intercept, which stands last, is free.
    const squares = beta.subarray(0, -1).reduce((sum, one) => sum + one * one, 0);
    return {
      beta,
      losses: Float64Array.from(there, (g) => losses[g]!),
      shrink: (isBinary ? penalty / 2 : penalty) * squares,
    };
  };
  const points: Point[] = [];
  let weights: Float64Array = Float64Array.from(there, (g) => sizes[g]! / data.rows);
  let least = Number.NEGATIVE_INFINITY;
  let best: { point: Point; weights: Float64Array } | null = null;
  while (points.length < MOST_ROUNDS) {
    const start = points.at(-1)?.beta;
    const row = rowWeights(weights, there, groups, sizes);
    const fitted = plan.fit({ seed, weights: row, tolerance: SETTLED, ...(start === undefined ? {} : { start }) });
    const point = at(fitted.beta);
    points.push(point);
    least = Math.max(
      least,
      point.losses.reduce((sum, loss, k) => sum + weights[k]! * loss, point.shrink),
    );
    const next = mixtureOf(points);
    for (const one of [point, at(next.beta)])
      if (best === null || worstOf(one) < worstOf(best.point)) best = { point: one, weights };
    if (worstOf(best!.point) - least <= tolerance) break;
    weights = next.weights;
  }
  const { point, weights: found } = best!;
  return {
    document: plan.document(point.beta),
    objective: worstOf(point),
    least,
    groups: there.map((g, k) => ({ key: groups.keys[g]!, loss: point.losses[k]!, weight: found[k]! })),
    learned: points.length,
    beta: point.beta,
  };
}

/** A model with the mean loss of each group and the penalty. */
interface Point {
  readonly beta: Float64Array;
  readonly losses: Float64Array;
  readonly shrink: number;
}

const worstOf = ({ losses, shrink }: Point): number => losses.reduce((most, loss) => Math.max(most, loss)) + shrink;

/** The best mixture of what was learned: its prices are the next weights of groups, and its mean, the losses being convex, is no worse than it. */
function mixtureOf(points: readonly Point[]): { readonly weights: Float64Array; readonly beta: Float64Array } {
  const { multipliers, weights } = cheapestMixture(
    points.map(({ shrink }) => shrink),
    points.map(({ losses }) => losses),
    new Float64Array(points[0]!.losses.length),
    1,
  );
  const sum = multipliers.reduce((total, one) => total + one, 0);
  const beta = new Float64Array(points[0]!.beta.length);
  points.forEach((point, k) => {
    for (let j = 0; j < beta.length; j++) beta[j]! += weights[k]! * point.beta[j]!;
  });
  return { weights: multipliers.map((one) => one / sum), beta };
}

/** Weights of rows that add up to their number where all groups weigh 1 together. */
function rowWeights(
  weights: Float64Array,
  there: readonly number[],
  groups: RowGroups,
  sizes: Float64Array,
): Float64Array {
  const each = new Float64Array(sizes.length);
  there.forEach((g, k) => {
    each[g] = (weights[k]! * groups.codes.length) / sizes[g]!;
  });
  return Float64Array.from(groups.codes, (code) => (code < 0 ? 0 : each[code]!));
}

/** Rows of each group. */
export function sizesOf({ keys, codes }: RowGroups): Float64Array {
  const sizes = new Float64Array(keys.length);
  for (const code of codes) if (code >= 0) sizes[code]!++;
  return sizes;
}

/** Mean log-loss, or mean squared error of numbers, of each group by the sums of a linear model. */
export function meanLosses(
  z: Float64Array,
  { task, target }: Pick<Dataset, 'task' | 'target'>,
  { codes }: RowGroups,
  sizes: Float64Array,
): Float64Array {
  const sums = new Float64Array(sizes.length);
  for (let r = 0; r < z.length; r++) {
    if (codes[r]! < 0) continue;
    const score = target[r] === 1 ? -z[r]! : z[r]!;
    sums[codes[r]!]! +=
      task === 'binary' ? Math.max(0, score) + Math.log1p(Math.exp(-Math.abs(score))) : (target[r]! - z[r]!) ** 2;
  }
  return sums.map((sum, g) => sum / sizes[g]!);
}
