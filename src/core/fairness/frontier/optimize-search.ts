import { type BestRange, bestLowest, bestMean, lowestAt, meanAt } from './best-point.js';
import type { ThresholdCurve } from './curve.js';
import { expectedCounts, type PlacedMixture } from './mixture.js';
import { CONSTRAINT_METRIC, type OptimizeOptions } from './optimize-options.js';
import { pointAt, type Tradeoff, type TradeoffAxes, tradeoff } from './tradeoff.js';
import { utilityScale } from './utility-scale.js';

/** The best common value of the constrained rate, and how each group attains it. */
export interface SearchResult {
  readonly constraintValue: number;
  readonly objectiveValue: number;
  /** One mixture per curve, in the same order. */
  readonly mixtures: readonly PlacedMixture[];
}

/** Makes one rate equal in all groups and the mean objective, weighted by group size, largest. */
export function searchOneRate(curves: readonly ThresholdCurve[], options: OptimizeOptions): SearchResult {
  const total = curves.reduce((sum, curve) => sum + sizeOf(curve), 0);
  const y = objectiveOf(options);
  const axes = { x: CONSTRAINT_METRIC[options.constraint], y, flip: options.flip ?? false };
  const weighted = curves.map((curve) => ({ share: sizeOf(curve) / total, curve: tradeoff(curve, axes) }));
  const at = (x: number): SearchResult => ({
    constraintValue: x,
    objectiveValue: inUnit(y, meanAt(weighted, x)),
    mixtures: weighted.map(({ curve }) => ({ point: pointAt(curve, x), pIgnore: 0, constant: 0 })),
  });
  if (options.grid !== undefined) return at(bestOnGrid(options.grid, (x) => meanAt(weighted, x)));
  return mostFavourable(curves, bestMean(weighted), { at, favourable: options.favourable });
}

/** The objective as it is searched: a rate, or utility scaled to 0..1. */
const objectiveOf = ({ objective, utility }: OptimizeOptions): TradeoffAxes['y'] =>
  objective === 'utility' ? utilityScale(utility!) : objective;

const inUnit = (objective: TradeoffAxes['y'], value: number): number =>
  typeof objective === 'string' ? value : objective.inUnit(value);

/**
 * Makes both error rates equal in all groups (Hardt et al. 2016, section 4.2): at each false positive rate every group can attain the
 * lowest of the ROC hulls; a group whose hull lies above it ignores the score with the probability that brings it down.
 */
export function searchEqualizedOdds(curves: readonly ThresholdCurve[], options: OptimizeOptions): SearchResult {
  const axes = { x: 'false_positive_rate', y: 'true_positive_rate', flip: options.flip ?? false } as const;
  const weighted = curves.map((curve) => ({ share: 1, curve: tradeoff(curve, axes) }));
  const sizes = {
    positives: curves.reduce((sum, curve) => sum + curve.positives, 0),
    negatives: curves.reduce((sum, curve) => sum + curve.negatives, 0),
  };
  const y = objectiveOf(options);
  const objective = (x: number): number => pooledObjective(y, x, lowestAt(weighted, x), sizes);
  const at = (x: number): SearchResult => {
    const lowest = lowestAt(weighted, x);
    return {
      constraintValue: x,
      objectiveValue: inUnit(y, objective(x)),
      mixtures: weighted.map(({ curve }) => broughtDown(curve, x, lowest)),
    };
  };
  if (options.grid !== undefined) return at(bestOnGrid(options.grid, (x) => roundTo15Decimals(objective(x))));
  const [gain, cost] = slopesOf(y, sizes);
  return mostFavourable(curves, bestLowest(weighted, gain, cost), { at, favourable: options.favourable });
}

interface PooledSizes {
  readonly positives: number;
  readonly negatives: number;
}

/** How the objective of all people together grows with the true positive rate, and falls with the false positive rate. */
function slopesOf(objective: TradeoffAxes['y'], sizes: PooledSizes): readonly [gain: number, cost: number] {
  const { positives, negatives } = sizes;
  const total = positives + negatives;
  if (objective === 'balanced_accuracy') return [HALF, HALF];
  if (typeof objective === 'string') return [positives / total, negatives / total];
  const nobody = objective.scaled(0, 0, sizes);
  return [objective.scaled(positives, 0, sizes) - nobody, nobody - objective.scaled(0, negatives, sizes)];
}

/** Of equally good optima the one with more favourable decisions; if that is equal too, the smaller constraint value. */
function mostFavourable(
  curves: readonly ThresholdCurve[],
  { low, high }: BestRange,
  { at, favourable }: { readonly at: (x: number) => SearchResult; readonly favourable: 0 | 1 },
): SearchResult {
  const first = at(low);
  if (low === high) return first;
  const last = at(high);
  const more = expectedAccepted(curves, last) - expectedAccepted(curves, first);
  return (favourable === 1 ? more : -more) > 0 ? last : first;
}

function expectedAccepted(curves: readonly ThresholdCurve[], { mixtures }: SearchResult): number {
  return curves.reduce((sum, curve, g) => {
    const { tp, fp } = expectedCounts(curve, mixtures[g]!);
    return sum + tp + fp;
  }, 0);
}

function broughtDown(curve: Tradeoff, x: number, lowest: number): PlacedMixture {
  const point = pointAt(curve, x);
  // On the diagonal the score is already ignored; elsewhere the diagonal point (x, x) is mixed in. Next to the diagonal both differences
  // are rounding, and only the bounds of their quotient are sure.
  const pIgnore = point.y === x ? 0 : (point.y - lowest) / (point.y - x);
  return { point, pIgnore: Math.min(1, Math.max(0, pIgnore)), constant: x };
}

function pooledObjective(
  objective: TradeoffAxes['y'],
  falsePositiveRate: number,
  truePositiveRate: number,
  sizes: PooledSizes,
): number {
  const { positives, negatives } = sizes;
  const tp = positives * truePositiveRate;
  const tn = negatives * (1 - falsePositiveRate);
  const fp = negatives * falsePositiveRate;
  const fn = positives * (1 - truePositiveRate);
  if (typeof objective !== 'string') return objective.scaled(tp, fp, sizes);
  if (objective === 'balanced_accuracy') return (HALF * tp) / (tp + fn) + (HALF * tn) / (tn + fp);
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

/** Rounds to 15 decimals, half to even, as Fairlearn does before it compares this objective; otherwise ties would be broken differently. */
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
