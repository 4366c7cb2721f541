import { normalTwoSided, pooledZ } from '../../../core/stats/index.js';
import type { Watch } from '../series/types.js';

/** Level of the daily test. */
const TEST_LEVEL = 0.05;

/** Counts of the streams of a watch. */
interface Counts {
  readonly n: Float64Array;
  readonly successes: Float64Array;
}

/** "The figure of this block is beyond its bound", as thresholds on windows have it. */
export function beyondBounds({ hypotheses }: Watch, n: Float64Array, successes: Float64Array): boolean {
  if (n.some((size) => size === 0)) return false;
  return hypotheses.some(
    ({ coefficients, bound }) =>
      coefficients.reduce((sum, c, g) => sum + (c * successes[g]!) / n[g]!, 0) > bound + ROUNDING,
  );
}

/** A gap of exactly the bound is not beyond it. */
const ROUNDING = 1e-12;

/** "The groups differ today, p below 0.05": a z test of two rates; of a level against its bound. Of means of rates it is the first rate. */
export function dailyTestFires(watch: Watch, { n, successes }: Counts): boolean {
  const rates = watch.rates.length;
  if (watch.reference.kind !== 'none') {
    if (n[0] === 0 || n[rates] === 0) return false;
    const test = pooledZ({ n: n[0]!, successes: successes[0]! }, { n: n[rates]!, successes: successes[rates]! });
    return test !== null && test.pValue < TEST_LEVEL;
  }
  const bound = watch.bound.min ?? watch.bound.max!;
  if (n[0] === 0) return false;
  const z = (successes[0]! / n[0]! - bound) / Math.sqrt((bound * (1 - bound)) / n[0]!);
  return normalTwoSided(z) < TEST_LEVEL;
}
