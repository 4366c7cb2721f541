import { demand, demandPositive } from '../base/check.js';
import type { LinearNull } from './linear-null.js';

/**
 * By how much the sum is imagined to exceed its bound, where a difference of two rates of one half has the unit 1. With steps of two, the
 * better of two neighbouring bets has at least eight ninths of the growth of the best bet between them.
 */
export const DEFAULT_EXCESSES: readonly number[] = [0.02, 0.04, 0.08, 0.16, 0.32];

/** No observation may cost more than 95 % of the stake, so that evidence lost can be won back. */
const LARGEST_STAKE = 0.95;
/** A rate of exactly 0 or 1 has no variance to divide by; this is the one of a rate of one in a million. */
const LEAST_VARIANCE = 1e-6;
const MAX_BETS = 16;

export function demandExcesses(excesses: readonly number[]): void {
  if (!(excesses.length >= 1 && excesses.length <= MAX_BETS))
    demand(false, `there are ${excesses.length} excesses`, `Pass 1 to ${MAX_BETS} sizes of bets.`);
  for (const excess of excesses) demandPositive(excess, 'excess');
}

/** What a null and a place on its boundary make of the bets of a block: the unit of excesses, the variance of the sum, and the largest bet. */
export interface BetScale {
  unit: number;
  variance: number;
  largest: number;
}

/**
 * Scales the bets of a block before its outcomes are known: no stream may stake more than it can lose.
 *
 * @param boundary mean of each stream on the boundary, 0..1
 * @param spreads variance of one observation of each stream
 * @param n observations of each stream in the block, above 0
 */
export function scaleBets(
  { coefficients }: LinearNull,
  boundary: Float64Array,
  spreads: Float64Array,
  n: Float64Array,
  into: BetScale,
): void {
  let variance = 0;
  let unit = 0;
  let largest = Number.POSITIVE_INFINITY;
  for (let g = 0; g < coefficients.length; g++) {
    const coefficient = coefficients[g]!;
    const spread = coefficient * coefficient * Math.max(spreads[g]!, LEAST_VARIANCE);
    variance += spread / n[g]!;
    unit += 2 * spread;
    const atRisk = coefficient > 0 ? coefficient * boundary[g]! : -coefficient * (1 - boundary[g]!);
    if (atRisk > 0) largest = Math.min(largest, (LARGEST_STAKE * n[g]!) / atRisk);
  }
  into.unit = Math.sqrt(unit);
  into.variance = variance;
  into.largest = largest;
}

/** The bet on an excess, as a multiple of the coefficients: excess over variance, the best bet on a small excess, within what may be lost. */
export const betSize = (scale: BetScale, excess: number): number =>
  Math.min((excess * scale.unit) / scale.variance, scale.largest);

/** log of the product over all observations of 1 + stake * (observation - boundary); counts of successes determine it. */
export function logBetOnRates(
  { coefficients }: LinearNull,
  boundary: Float64Array,
  n: Float64Array,
  successes: Float64Array,
  size: number,
): number {
  let sum = 0;
  for (let g = 0; g < coefficients.length; g++) {
    const stake = (coefficients[g]! * size) / n[g]!;
    const q = boundary[g]!;
    sum += successes[g]! * Math.log1p(stake * (1 - q)) + (n[g]! - successes[g]!) * Math.log1p(-stake * q);
  }
  return sum;
}
