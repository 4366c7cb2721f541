import type { Proportion } from '../proportion/proportion.js';
import { normalCdf } from '../special/normal.js';
import { fisherGreater } from './fisher.js';
import { twoProportionTest } from './two-proportion-test.js';

/** A one-sided test between two rates; `pValue` is null where no test is possible. */
export interface GreaterProportionTest {
  readonly test: 'one-sided two-proportion z' | 'one-sided fisher exact';
  readonly pValue: number | null;
}

/**
 * One-sided test of "the rate of a is at most that of b" against "it is higher", by the rule of `twoProportionTest`: pooled z, Fisher's exact
 * test where expected cells are small. Where all or none succeeded the p-value is 1: nothing speaks for a difference.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible counts
 * @example greaterProportionTest({ successes: 70, n: 100 }, { successes: 40, n: 100 }) // { test: 'one-sided two-proportion z', pValue: 1e-5 }
 */
export function greaterProportionTest(a: Proportion, b: Proportion): GreaterProportionTest {
  const { test, z } = twoProportionTest(a, b);
  if (test === 'fisher exact') return { test: 'one-sided fisher exact', pValue: fisherGreater(a, b) };
  return { test: 'one-sided two-proportion z', pValue: z === null ? null : normalCdf(-z) };
}
