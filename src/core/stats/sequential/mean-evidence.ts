import { demand, demandCount, demandFinite } from '../base/check.js';
import { type BetScale, betSize, DEFAULT_EXCESSES, demandExcesses, scaleBets } from './bets.js';
import { moveToBoundary } from './boundary.js';
import { demandNull, type LinearNull, MAX_STREAMS } from './linear-null.js';
import { logMeanExp } from './log-mean-exp.js';

/** Sums of a quantity scaled to 0..1: they add over blocks, and no single value is kept. */
export interface BoundedSums {
  readonly n: number;
  readonly sum: number;
  readonly sumOfSquares: number;
}

/** What `blockMeanEvidence` needs. */
export interface MeanEvidenceOptions {
  /** The claim about the means, on the scale 0..1, that the evidence is against. */
  readonly hypothesis: LinearNull;
  /** What was summed before the block, one for each stream; only where bets are placed depends on it. Older sums may be faded, so that n is no whole number. */
  readonly past: readonly BoundedSums[];
  readonly block: readonly BoundedSums[];
  /** By how much the claim is imagined to be broken, equally weighted; 1 is the unit of a difference of rates near one half. */
  readonly excesses?: readonly number[];
}

/**
 * `blockEvidence` for a quantity that cannot leave 0..1, such as an amount cut at a declared cap and divided by it, or (label - score + 1) / 2 of a
 * score that should be calibrated: log of an e-value against a claim about means. Sums and sums of squares determine it: the factor 1 + stake *
 * (x - q) of an observation is replaced by one that is never larger, exp(y + (ln(1 - s) + s) (y / s)^2) with y = stake * (x - q) and s the most that can be lost (Fan, Grama and
 * Liu 2015, Electronic Journal of Probability 20, 1, lemma 4.1), so that the expectation stays at most 1. The smaller the variance, the
 * faster it grows.
 *
 * It is 0 (no evidence) where a stream of the block is empty or has no past. The same conditions as for `blockEvidence`.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a claim that cannot be watched, another number of streams than coefficients, or impossible sums
 * @example
 * const hypothesis = { coefficients: [1], bound: 0.5 };
 * const past = [{ n: 100, sum: 50, sumOfSquares: 27 }];
 * blockMeanEvidence({ hypothesis, past, block: [{ n: 100, sum: 65, sumOfSquares: 44 }] }) // 10.65
 */
export const blockMeanEvidence = (options: MeanEvidenceOptions): number => logMeanExp(blockMeanBets(options) ?? [0]);

/**
 * The evidence of `blockMeanEvidence` bet by bet, as a detector takes it (`updateEvidenceDetector`): the log of the e-value of each of the `excesses`. Null where the block gives none.
 *
 * @throws TribuneError `INVALID_ARGUMENT` where `blockMeanEvidence` does
 */
export function blockMeanBets(options: MeanEvidenceOptions): number[] | null {
  const { hypothesis, past, block, excesses = DEFAULT_EXCESSES } = options;
  demandNull(hypothesis);
  demandExcesses(excesses);
  demandSums(past, hypothesis, 'past');
  demandSums(block, hypothesis, 'block');
  if (hasEmpty(past) || hasEmpty(block)) return null;
  const { boundary, scale } = placeBets(hypothesis, past, block);
  const bets = new Array<number>(excesses.length);
  for (let j = 0; j < bets.length; j++)
    bets[j] = logBetOnSums(hypothesis, boundary, block, betSize(scale, excesses[j]!));
  return bets;
}

function hasEmpty(streams: readonly BoundedSums[]): boolean {
  for (const { n } of streams) if (n === 0) return true;
  return false;
}

/** Columns by stream of the claim at hand: bets are placed for each claim of each series in each block, and nothing of it is kept. */
const COLUMNS = {
  n: new Float64Array(MAX_STREAMS),
  means: new Float64Array(MAX_STREAMS),
  variances: new Float64Array(MAX_STREAMS),
  spreads: new Float64Array(MAX_STREAMS),
  boundary: new Float64Array(MAX_STREAMS),
};
const SCALE: BetScale = { unit: 0, variance: 0, largest: 0 };

const PLACED = { boundary: COLUMNS.boundary, scale: SCALE } as const;

/** Where the bets on means are placed, from what was summed before, and how large they may be. */
export function placeBets(
  hypothesis: LinearNull,
  past: readonly BoundedSums[],
  block: readonly { readonly n: number }[],
): { readonly boundary: Float64Array; readonly scale: BetScale } {
  const streams = block.length;
  const { n, means, variances, spreads, boundary } = COLUMNS;
  for (let g = 0; g < streams; g++) {
    const { n: known, sum, sumOfSquares } = past[g]!;
    n[g] = block[g]!.n;
    // Half an observation at each end is added, as for rates, so that no mean is 0 or 1 and no variance 0.
    means[g] = (sum + 0.5) / (known + 1);
    spreads[g] = (sumOfSquares + 0.5) / (known + 1) - means[g]! ** 2;
    variances[g] = spreads[g]! / n[g]!;
  }
  moveToBoundary(hypothesis, means, variances, boundary);
  for (let g = 0; g < streams; g++) spreads[g] = spreads[g]! + (boundary[g]! - means[g]!) ** 2;
  scaleBets(hypothesis, boundary, spreads, n, SCALE);
  return PLACED;
}

function logBetOnSums(
  { coefficients }: LinearNull,
  boundary: Float64Array,
  block: readonly BoundedSums[],
  size: number,
): number {
  let total = 0;
  for (let g = 0; g < block.length; g++) {
    const { n, sum, sumOfSquares } = block[g]!;
    const stake = (coefficients[g]! * size) / n;
    const q = boundary[g]!;
    const reach = stake > 0 ? q : 1 - q;
    const linear = stake * (sum - n * q);
    // With the boundary at the end of the scale nothing can be lost; what observations could gain is left out, which keeps the evidence fair.
    if (reach === 0) continue;
    const lost = Math.abs(stake) * reach;
    const squares = Math.max(0, sumOfSquares - 2 * q * sum + n * q * q) / (reach * reach);
    total = total + linear + (Math.log1p(-lost) + lost) * squares;
  }
  return total;
}

/** Sums of fractions carry rounding: they may contradict each other by this share of n. */
const ROUNDING = 1e-9;

export function demandSums(
  streams: readonly BoundedSums[],
  { coefficients }: Pick<LinearNull, 'coefficients'>,
  name: 'past' | 'block' | 'sums',
): void {
  if (streams.length !== coefficients.length)
    demand(
      false,
      `${name} has ${streams.length} streams and the claim ${coefficients.length}`,
      'Pass sums for each coefficient.',
    );
  for (let g = 0; g < streams.length; g++) {
    const { n, sum, sumOfSquares } = streams[g]!;
    const slack = ROUNDING * n;
    const isCount = Number.isFinite(n) && n >= 0 && (name === 'past' || Number.isSafeInteger(n));
    const isWithin = sum >= 0 && sum <= n + slack && sumOfSquares <= sum + slack;
    // What the message says is written only where it is thrown: writing numbers takes longer than all else here.
    if (isCount && isWithin && sumOfSquares * n >= sum * sum - slack * n) continue;
    if (name === 'past') demand(n >= 0 && Number.isFinite(n), `past[${g}].n is ${n}`, 'Pass how many there were.');
    else demandCount(n, `${name}[${g}].n`);
    demandFinite(sum, `${name}[${g}].sum`);
    demandFinite(sumOfSquares, `${name}[${g}].sumOfSquares`);
    demand(
      false,
      `${name}[${g}] has the sum ${sum} and the sum of squares ${sumOfSquares} of ${n} values`,
      'Scale the values to 0..1 before they are summed.',
    );
  }
}
