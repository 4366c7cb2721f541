import { demand, demandCount, demandLevel, demandPositive, demandProbability } from '../base/check.js';
import { normalCdf } from '../special/normal.js';
import { findRoot } from '../special/root.js';
import { type BetScale, betSize, scaleBets } from './bets.js';
import { placeOnBoundary, rateToBetBy } from './block-evidence.js';
import { moveToBoundary } from './boundary.js';
import type { DetectorPlan } from './detector-plan.js';
import type { LinearNull } from './linear-null.js';

/** What `smallestDetectableGap` needs. */
export interface DetectableGapOptions {
  readonly plan: DetectorPlan;
  /** Rate of each stream as long as nothing is wrong, 0..1. */
  readonly rates: readonly number[];
  /** Observations of each stream in a block, above 0. */
  readonly n: readonly number[];
  /** How many blocks with data the gap may last: 720 hours are 30 days. */
  readonly blocks: number;
  /** Wanted chance of an alarm by then. Default 0.8. */
  readonly power?: number;
}

const DEFAULT_POWER = 0.8;

/**
 * How far a series must be out for its detector to raise an alarm in time: for each claim of the plan the smallest sum of coefficients * rates
 * (the gap itself, for a difference) that is found within `blocks` with the wanted chance; null where not even the largest is. The gap is reached by moving each rate in
 * proportion to what is unknown of it, so mostly the smaller group's. By the mean and the variance of a block's evidence and the normal approximation of their sum, for the best of the bets; a detector forgets
 * bad luck and averages several bets, so it finds such a gap a little more often.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on rates outside 0..1, sizes not above 0 or a power outside 0..1
 * @example
 * const plan = planDetector({ hypotheses: nullsWithin({ compare: 'difference', max: 0.02 }), threshold: 36_000 });
 * smallestDetectableGap({ plan, rates: [0.4, 0.4], n: [60, 40], blocks: 720 }) // [0.042, 0.042]
 */
export function smallestDetectableGap(options: DetectableGapOptions): (number | null)[] {
  const { plan, rates, n, blocks, power = DEFAULT_POWER } = options;
  demand(
    rates.length === plan.streams && n.length === plan.streams,
    `${rates.length} rates and ${n.length} sizes for ${plan.streams} streams`,
    'Pass a rate and a size for each stream.',
  );
  for (const rate of rates) demandProbability(rate, 'rate');
  for (const size of n) demandPositive(size, 'n');
  demandCount(blocks, 'blocks');
  demandLevel(power, 'power');
  return plan.watching.map((claim) => {
    const most = claim.coefficients.reduce((sum, c) => sum + Math.max(0, c), 0);
    const missing = (gap: number): number => chanceOfAlarm(options, claim, gap) - power;
    return missing(most) < 0 ? null : findRoot(missing, claim.bound, most);
  });
}

/** Chance that the best bet alone carries the evidence over the threshold by the last block, while the sum of the claim is `gap`. */
function chanceOfAlarm({ plan, rates, n, blocks }: DetectableGapOptions, claim: LinearNull, gap: number): number {
  const sizes = Float64Array.from(n);
  const truth = new Float64Array(plan.streams);
  const boundary = new Float64Array(plan.streams);
  const spreads = Float64Array.from(rates, (rate, g) => Math.max(rate * (1 - rate), LEAST_SPREAD) / sizes[g]!);
  moveToBoundary({ coefficients: claim.coefficients, bound: gap }, Float64Array.from(rates), spreads, truth);
  const scale: BetScale = { unit: 0, variance: 0, largest: 0 };
  const learned = truth.map((rate) => rateToBetBy(rate * plan.memory, plan.memory));
  placeOnBoundary(claim, learned, sizes, boundary, spreads);
  scaleBets(claim, boundary, spreads, sizes, scale);
  const needed = plan.logThreshold + Math.log(plan.watching.length * plan.excesses.length);
  let best = 0;
  for (const excess of plan.excesses) {
    const { mean, variance } = growth(claim, truth, boundary, sizes, betSize(scale, excess));
    const reach = blocks * mean - needed;
    const chance = variance > 0 ? normalCdf(reach / Math.sqrt(blocks * variance)) : Number(reach >= 0);
    best = Math.max(best, chance);
  }
  return best;
}

/** A rate of 0 or 1 could not be moved away from it without a variance. */
const LEAST_SPREAD = 1e-4;

/** Mean and variance of the log evidence that a bet gains in a block when the rates are `truth`. */
function growth(
  { coefficients }: LinearNull,
  truth: Float64Array,
  boundary: Float64Array,
  n: Float64Array,
  size: number,
): { mean: number; variance: number } {
  let mean = 0;
  let variance = 0;
  for (let g = 0; g < coefficients.length; g++) {
    const stake = (coefficients[g]! * size) / n[g]!;
    const ofOne = Math.log1p(stake * (1 - boundary[g]!));
    const ofZero = Math.log1p(-stake * boundary[g]!);
    const p = truth[g]!;
    mean += n[g]! * (p * ofOne + (1 - p) * ofZero);
    variance += n[g]! * p * (1 - p) * (ofOne - ofZero) ** 2;
  }
  return { mean, variance };
}
