import { demand } from '../base/check.js';
import { demandHistogram, demandSameBins, sharesOf } from '../drift/histogram.js';
import type { DriftPlan } from '../drift/plan.js';
import { witnessOf } from '../drift/witness.js';
import { type BetScale, betSize, DEFAULT_EXCESSES, demandExcesses, scaleBets } from './bets.js';
import { logMeanExp } from './log-mean-exp.js';

/** What `blockDriftEvidence` needs. */
export interface DriftEvidenceOptions {
  readonly plan: DriftPlan;
  /** Counts by bins before the block: where bets are placed depends on them, never whether they are fair. */
  readonly past: ArrayLike<number>;
  /** Whole counts by bins in the block. */
  readonly block: ArrayLike<number>;
  /** Sizes of the bets, equally weighted, as those of `blockEvidence`. */
  readonly excesses?: readonly number[];
}

/**
 * log of the e-value of one block against "the distance of the law of this block from the reference is at most the tolerance". Its exponential has an expectation of at most 1 while that holds for the average law of the block.
 *
 * From the past a function f of the bins is chosen, 0..1, that tells past and reference best (a witness: `witnessOf`). While the claim holds its mean in the block is at most
 * c = (mean under the reference) + tolerance + (error of the reference), so with 0 <= stake <= 0.95 / c the product of 1 + stake * (f - c) over the people of a block is at most
 * (1 + stake * (mean of f - c))^n in expectation, by the inequality of arithmetic and geometric means, and that is at most 1. Derived as for `blockEvidence`; testing by betting on predictable witnesses is
 * Shekhar and Ramdas (2024), IEEE Transactions on Information Theory 70, 1178-1203. Where the plan allows for the error of a reference sample, the statement holds outside the share `referenceRisk` of such samples.
 *
 * It is 0 (no evidence) for an empty block, without a past, and where the past does not differ from the reference or no law could exceed c.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on other bins than the reference, or counts of a block that are not whole
 * @example
 * const plan = planDrift({ distance: 'total-variation', reference: [5000, 5000], tolerance: 0.05 });
 * blockDriftEvidence({ plan, past: [700, 300], block: [70, 30] }) // 2.348
 */
export const blockDriftEvidence = (options: DriftEvidenceOptions): number => logMeanExp(blockDriftBets(options) ?? [0]);

/**
 * The evidence of `blockDriftEvidence` bet by bet, as a detector takes it (`updateEvidenceDetector`): the log of the e-value of each of the `excesses`. Null where the block gives none.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on other bins than the reference, or counts of a block that are not whole
 */
export function blockDriftBets(options: DriftEvidenceOptions): number[] | null {
  const { plan, past, block, excesses = DEFAULT_EXCESSES } = options;
  demandExcesses(excesses);
  const before = demandHistogram(past, 'past');
  const n = demandHistogram(block, 'block');
  demandSameBins(plan.shares, past);
  demandSameBins(plan.shares, block);
  for (let b = 0; b < block.length; b++) {
    if (!Number.isSafeInteger(block[b]!)) demand(false, `block[${b}] is ${block[b]}`, 'Pass whole counts of a block.');
  }
  if (before === 0 || n === 0) return null;
  const shares = sharesOf(past, before);
  const witness = witnessOf(plan.distance, shares, plan.shares, plan.positions);
  if (witness === null) return null;
  const { values } = witness;
  const boundary = witness.mean + plan.tolerance + plan.referenceError;
  if (boundary >= Math.max(...values)) return null;
  // The larger of the two variances around the boundary: the past may show a bin that the reference does not have, and the other way round.
  const spread = Math.max(spreadAround(boundary, values, shares), spreadAround(boundary, values, plan.shares));
  const scale: BetScale = { unit: 0, variance: 0, largest: 0 };
  const one = Float64Array.of(boundary);
  scaleBets({ coefficients: [1], bound: boundary }, one, Float64Array.of(spread), Float64Array.of(n), scale);
  return excesses.map((excess) => logBet(values, block, boundary, betSize(scale, excess) / n));
}

function logBet(values: Float64Array, block: ArrayLike<number>, boundary: number, stake: number): number {
  let sum = 0;
  for (let b = 0; b < values.length; b++) sum += block[b]! * Math.log1p(stake * (values[b]! - boundary));
  return sum;
}

function spreadAround(centre: number, values: Float64Array, shares: ArrayLike<number>): number {
  let sum = 0;
  for (let b = 0; b < values.length; b++) sum += shares[b]! * (values[b]! - centre) ** 2;
  return sum;
}
