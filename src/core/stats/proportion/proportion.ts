import { demand, demandNonNegative } from '../base/check.js';

/**
 * `successes` of `n` people. Both may be sums of weights. With sampling weights `nEff` is Kish's effective size of the denominator:
 * intervals and z tests then use the rate successes / n with nEff people instead of n.
 */
export interface Proportion {
  readonly successes: number;
  readonly n: number;
  readonly nEff?: number;
}

/** A proportion as the formulas want it: rate, size and the (effective) counts on both sides. */
export interface EffectiveProportion {
  readonly rate: number;
  readonly n: number;
  readonly successes: number;
  readonly failures: number;
}

/** Sums of weights carry rounding: successes may exceed n by this share of n and are then taken as n. */
const ROUNDING = 1e-12;

/**
 * Checks a proportion and scales it to its effective size; null when its denominator is empty.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on negative, endless or impossible counts
 */
export function effective(p: Proportion): EffectiveProportion | null {
  demandNonNegative(p.n, 'n of a proportion');
  demandNonNegative(p.successes, 'successes of a proportion');
  demand(
    p.successes <= p.n * (1 + ROUNDING),
    `${p.successes} successes of ${p.n}`,
    'Successes are part of n: check numerator and denominator.',
  );
  if (p.nEff !== undefined) demandNonNegative(p.nEff, 'nEff of a proportion');
  if (p.n === 0 || p.nEff === 0) return null;
  const successes = Math.min(p.successes, p.n);
  if (p.nEff === undefined) return { rate: successes / p.n, n: p.n, successes, failures: p.n - successes };
  const scale = p.nEff / p.n;
  return { rate: successes / p.n, n: p.nEff, successes: successes * scale, failures: (p.n - successes) * scale };
}

/** Both proportions of a comparison, or null when one is empty. */
export function effectivePair(a: Proportion, b: Proportion): [EffectiveProportion, EffectiveProportion] | null {
  const first = effective(a);
  const second = effective(b);
  return first && second ? [first, second] : null;
}

/** What tests of weighted data use in place of an exact one. */
export const POOLED_INSTEAD = 'Use the pooled z test (twoProportionTest does) for weighted data.';

/**
 * Refuses tables that are not whole numbers: what is exact for people has no meaning for sums of fractional weights.
 *
 * @param what what needs them
 * @param remedy what takes weighted data in its place
 */
export function demandWholeCounts(p: Proportion, what: string, remedy: string): void {
  demand(
    Number.isSafeInteger(p.successes) && Number.isSafeInteger(p.n) && p.nEff === undefined,
    `${what} needs whole counts without sampling weights, got ${p.successes} of ${p.n}`,
    remedy,
  );
}
