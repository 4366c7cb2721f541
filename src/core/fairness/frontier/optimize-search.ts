import { bestLowest, bestMean, lowestAt, meanAt, type WeightedTradeoff } from './best-point.js';
import type { ThresholdCurve } from './curve.js';
import type { PlacedMixture } from './mixture.js';
import { CONSTRAINT_METRIC, type OptimizeOptions, type ThresholdObjective } from './optimize-options.js';
import { pointAt, type Tradeoff, tradeoff } from './tradeoff.js';

/** The best common value of the constrained rate, and how each group attains it. */
export interface SearchResult {
  readonly constraintValue: number;
  readonly objectiveValue: number;
  /** Under equalized odds the common true positive rate; else `null`. */
  readonly truePositiveRate: number | null;
  /** One per curve, in the same order. */
  readonly mixtures: readonly PlacedMixture[];
}

/** One rate is equal in all groups; the mean objective, weighted by group size, is largest. */
export function searchOneRate(curves: readonly ThresholdCurve[], options: OptimizeOptions): SearchResult {
  const total = curves.reduce((sum, curve) => sum + sizeOf(curve), 0);
  const weighted = curves.map((curve) => ({
    share: sizeOf(curve) / total,
    curve: tradeoff(curve, {
      x: CONSTRAINT_METRIC[options.constraint],
      y: options.objective,
      flip: options.flip ?? false,
    }),
  }));
  const objective = (x: number): number => meanAt(weighted, x);
  const x = options.grid === undefined ? bestMean(weighted) : bestOnGrid(options.grid, objective);
  const mixtures = weighted.map(({ curve }) => ({ point: pointAt(curve, x), pIgnore: 0, constant: 0 }));
  return { constraintValue: x, objectiveValue: objective(x), truePositiveRate: null, mixtures };
}

/**
 * Both error rates are equal in all groups (Hardt et al. 2016, section 4.2): at each false positive rate every group can attain the lowest
 * of the ROC hulls; a group whose hull lies above it ignores the score with the probability that brings it down.
 */
export function searchEqualizedOdds(curves: readonly ThresholdCurve[], options: OptimizeOptions): SearchResult {
  const weighted: WeightedTradeoff[] = curves.map((curve) => ({
    share: 1,
    curve: tradeoff(curve, { x: 'false_positive_rate', y: 'true_positive_rate', flip: options.flip ?? false }),
  }));
  const sizes = {
    positives: curves.reduce((sum, curve) => sum + curve.positives, 0),
    negatives: curves.reduce((sum, curve) => sum + curve.negatives, 0),
  };
  const objective = (x: number): number => pooledObjective(options.objective, x, lowestAt(weighted, x), sizes);
  const total = sizes.positives + sizes.negatives;
  const balanced = options.objective === 'balanced_accuracy_score';
  const x =
    options.grid === undefined
      ? bestLowest(weighted, balanced ? 1 : sizes.positives / total, balanced ? 1 : sizes.negatives / total)
      : bestOnGrid(options.grid, (at) => roundTo15Decimals(objective(at)));
  const lowest = lowestAt(weighted, x);
  return {
    constraintValue: x,
    objectiveValue: objective(x),
    truePositiveRate: lowest,
    mixtures: weighted.map(({ curve }) => broughtDown(curve, x, lowest)),
  };
}

function broughtDown(curve: Tradeoff, x: number, lowest: number): PlacedMixture {
  const point = pointAt(curve, x);
  // On the diagonal the score is already ignored; elsewhere the diagonal point (x, x) is mixed in.
  const pIgnore = point.y === x ? 0 : (point.y - lowest) / (point.y - x);
  return { point, pIgnore, constant: x };
}

function pooledObjective(
  objective: ThresholdObjective,
  falsePositiveRate: number,
  truePositiveRate: number,
  { positives, negatives }: { readonly positives: number; readonly negatives: number },
): number {
  const tp = positives * truePositiveRate;
  const tn = negatives * (1 - falsePositiveRate);
  const fp = negatives * falsePositiveRate;
  const fn = positives * (1 - truePositiveRate);
  if (objective === 'balanced_accuracy_score') return (HALF * tp) / (tp + fn) + (HALF * tn) / (tn + fp);
  return (tp + tn) / (tp + tn + fp + fn);
}

/** The first of the grid values 0, 1/grid, ..., 1 with the highest objective. */
function bestOnGrid(grid: number, objective: (x: number) => number): number {
  const step = 1 / grid;
  let best = 0;
  let highest = -Infinity;
  for (let k = 0; k <= grid; k++) {
    const x = k === grid ? 1 : k * step;
    const y = objective(x);
    if (y > highest) {
      highest = y;
      best = x;
    }
  }
  return best;
}

/** Fairlearn rounds this objective to 15 decimals, half to even, before it compares: needed for its choice among ties. */
function roundTo15Decimals(value: number): number {
  const scaled = value * TEN_TO_15;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const up = rest > HALF || (rest === HALF && floor % 2 !== 0);
  return (up ? floor + 1 : floor) / TEN_TO_15;
}

const TEN_TO_15 = 1e15;
const HALF = 0.5;
const sizeOf = (curve: ThresholdCurve): number => curve.positives + curve.negatives;
