import { type EffectiveProportion, effectivePair, type Proportion } from '../proportion/proportion.js';
import { fisherExact } from './fisher.js';
import { pooledZOf } from './pooled-z.js';

/** What `twoProportionTest` chose and found. `pValue` is null where no test is possible, `z` where the pooled rate is 0 or 1. */
export interface TwoProportionTest {
  readonly test: 'two-proportion z' | 'fisher exact';
  readonly pValue: number | null;
  readonly z: number | null;
}

/** Cochran's (1954) rule: below this expectation in any cell the normal approximation is not used. */
const MIN_EXPECTED = 5;
/** Far in the tail the approximation is off by factors, so it needs more (contract, "Tests between two rates"). */
const TAIL_P_VALUE = 0.001;
const MIN_EXPECTED_IN_TAIL = 25;

/** Smallest expected cell of one group under the pooled rate. */
function smallestExpected(p: EffectiveProportion, a: EffectiveProportion, b: EffectiveProportion): number {
  return (p.n * Math.min(a.successes + b.successes, a.failures + b.failures)) / (a.n + b.n);
}

/**
 * The test of equal rates that stands beside a comparison: pooled two-proportion z, or Fisher's exact test when an expected cell is below
 * 5, or when the z p-value is below 0.001 and the smaller group's smallest expected cell is below 25. Weighted data (nEff, or sums that
 * are not whole numbers) have no exact test: always z.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 * @example twoProportionTest({ successes: 70, n: 100 }, { successes: 40, n: 100 }) // { test: 'two-proportion z', z: 4.26, pValue: 2e-5 }
 */
export function twoProportionTest(a: Proportion, b: Proportion): TwoProportionTest {
  const pair = effectivePair(a, b);
  if (!pair) return { test: 'two-proportion z', pValue: null, z: null };
  const [first, second] = pair;
  const normal = pooledZOf(first, second);
  const z = normal?.z ?? null;
  if (!isWhole(a) || !isWhole(b)) return { test: 'two-proportion z', pValue: normal?.pValue ?? null, z };
  // The smaller group has the smallest expected cell of the whole table.
  const expected = smallestExpected(first.n <= second.n ? first : second, first, second);
  const inTail = normal !== null && normal.pValue < TAIL_P_VALUE;
  if (normal === null || expected < MIN_EXPECTED || (inTail && expected < MIN_EXPECTED_IN_TAIL)) {
    return { test: 'fisher exact', pValue: fisherExact(a, b), z };
  }
  return { test: 'two-proportion z', pValue: normal.pValue, z };
}

function isWhole(p: Proportion): boolean {
  return p.nEff === undefined && Number.isSafeInteger(p.successes) && Number.isSafeInteger(p.n);
}
