import { type BoundedSums, driftDistances, normalTwoSided, pooledZ } from '../../core/stats/index.js';
import { type MeanWatch, type RateWatch, rateOfShown } from '../monitor/index.js';
import { meanOfShown } from '../monitor-watches/index.js';

/** Level of the daily test. */
const TEST_LEVEL = 0.05;

/** Counts of the streams of a watch. */
interface Counts {
  readonly n: Float64Array;
  readonly successes: Float64Array;
}

/** "The figure of this block is beyond its bound", as thresholds on windows have it. */
export function beyondBounds({ hypotheses }: RateWatch, n: Float64Array, successes: Float64Array): boolean {
  if (n.some((size) => size === 0)) return false;
  return hypotheses.some(
    ({ coefficients, bound }) =>
      coefficients.reduce((sum, c, g) => sum + (c * successes[g]!) / n[g]!, 0) > bound + ROUNDING,
  );
}

/** A gap of exactly the bound is not beyond it. */
const ROUNDING = 1e-12;

/** "The groups differ today, p below 0.05": a z test of two rates; of a level against its bound. Of means of rates it is the first rate. */
export function dailyTestFires(watch: RateWatch, { n, successes }: Counts): boolean {
  const rates = watch.rates.length;
  if (watch.reference.kind !== 'none') {
    if (n[0] === 0 || n[rates] === 0) return false;
    const test = pooledZ({ n: n[0]!, successes: successes[0]! }, { n: n[rates]!, successes: successes[rates]! });
    return test !== null && test.pValue < TEST_LEVEL;
  }
  const bound = rateOfShown(watch, watch.bound.min ?? watch.bound.max!);
  if (n[0] === 0) return false;
  const z = (successes[0]! / n[0]! - bound) / Math.sqrt((bound * (1 - bound)) / n[0]!);
  return normalTwoSided(z) < TEST_LEVEL;
}

/** The same of means. */
export function meansAreBeyond({ hypotheses }: MeanWatch, sides: readonly BoundedSums[]): boolean {
  if (sides.some(({ n }) => n === 0)) return false;
  return hypotheses.some(
    ({ coefficients, bound }) =>
      coefficients.reduce((sum, c, g) => sum + (c * sides[g]!.sum) / sides[g]!.n, 0) > bound + ROUNDING,
  );
}

/** "The groups differ today, p below 0.05": a z test of two means with their own variances; of one against its bound. */
export function dailyMeanTestFires(watch: MeanWatch, sides: readonly BoundedSums[]): boolean {
  const { bound, range } = watch;
  const { from, to } = range;
  if (sides.some(({ n }) => n < 2)) return false;
  const [group, reference] = sides.map(({ n, sum }) => sum / n) as [number, number | undefined];
  const variance = sides.reduce(
    (total, { n, sum, sumOfSquares }) => total + (sumOfSquares / n - (sum / n) ** 2) / n,
    0,
  );
  const other = reference ?? (meanOfShown(watch, bound.min ?? bound.max!) - from) / (to - from);
  return variance > 0 && normalTwoSided((group - other) / Math.sqrt(variance)) < TEST_LEVEL;
}

/** "The population stability index of this block is above 0.2", as tools have it. */
const INDEX_LIMIT = 0.2;
/** What tools put in the place of an empty bin, so that the index is a number. */
const EMPTY_SHARE = 1e-4;

export function indexIsBeyond(reference: ArrayLike<number>, block: ArrayLike<number>): boolean {
  const [m, n] = [peopleOf(reference), peopleOf(block)];
  if (n === 0) return false;
  let index = 0;
  for (let b = 0; b < block.length; b++) {
    if (block[b] === 0 && reference[b] === 0) continue;
    const [p, q] = [Math.max(block[b]! / n, EMPTY_SHARE), Math.max(reference[b]! / m, EMPTY_SHARE)];
    index += (p - q) * Math.log(p / q);
  }
  return index > INDEX_LIMIT;
}

/** "The distribution of today differs, p below 0.05": Kolmogorov and Smirnov's test of two samples, by its limit. */
export function dailyDriftTestFires(reference: ArrayLike<number>, day: ArrayLike<number>): boolean {
  const found = driftDistances({ reference, current: day });
  if (found === null) return false;
  const scale = Math.sqrt(1 / peopleOf(reference) + 1 / peopleOf(day));
  return found.kolmogorovSmirnov > scale * Math.sqrt(-Math.log(TEST_LEVEL / 2) / 2);
}

function peopleOf(counts: ArrayLike<number>): number {
  let people = 0;
  for (let b = 0; b < counts.length; b++) people += counts[b]!;
  return people;
}
