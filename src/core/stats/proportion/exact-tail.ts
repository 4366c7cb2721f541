import { demand, demandCount, demandProbability } from '../base/check.js';
import { betaLowerTail } from '../special/beta.js';

/** How likely a count as small, or as large, as the observed one is. */
export interface BinomialTails {
  /** P(X <= successes). */
  readonly atMost: number;
  /** P(X >= successes). */
  readonly atLeast: number;
}

/**
 * Both tails of a binomial(n, rate) at an observed count, exactly: from the incomplete beta (Abramowitz and Stegun 26.5.24), so that millions of
 * people cost no more than ten.
 *
 * @throws TribuneError `INVALID_ARGUMENT` unless successes <= n are counts and rate is a probability
 * @example binomialTails(0, 10, 0.5).atMost // 0.0009765625
 */
export function binomialTails(successes: number, n: number, rate: number): BinomialTails {
  demandCount(successes, 'successes');
  demandCount(n, 'n');
  demandProbability(rate, 'rate');
  demand(successes <= n, `${successes} successes of ${n}`, 'Successes are part of n: check numerator and denominator.');
  return {
    atMost: successes === n ? 1 : betaLowerTail(1 - rate, rate, n - successes, successes + 1),
    atLeast: successes === 0 ? 1 : betaLowerTail(rate, 1 - rate, successes, n - successes + 1),
  };
}
