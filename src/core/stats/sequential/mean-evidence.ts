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
  putColumns(past, PAST);
  putColumns(block, BLOCK);
  const bets = new Array<number>(excesses.length);
  placeOnColumns(hypothesis, PAST, BLOCK.n);
  betOnColumns(hypothesis, excesses, BLOCK, bets, 0);
  return bets;
}

function hasEmpty(streams: readonly BoundedSums[]): boolean {
  for (const { n } of streams) if (n === 0) return true;
  return false;
}

/** Sums of the streams of a claim, each kind in a list of its own: whoever bets on a million series fills the same lists again and again. */
export interface SumColumns {
  readonly n: Float64Array;
  readonly sum: Float64Array;
  readonly sumOfSquares: Float64Array;
}

/** Lists for the longest claim there is. */
export const newColumns = (): SumColumns => ({
  n: new Float64Array(MAX_STREAMS),
  sum: new Float64Array(MAX_STREAMS),
  sumOfSquares: new Float64Array(MAX_STREAMS),
});

/** What `meanBetsInto` bets on, in the order of the coefficients; of longer lists the rest is not looked at. */
export interface MeanColumns {
  readonly past: SumColumns;
  readonly block: SumColumns;
}

/** Bets that `meanBetsInto` writes. */
export const MEAN_BETS: number = DEFAULT_EXCESSES.length;

/**
 * The same as `blockMeanBets`, bit by bit, without an object for anything.
 *
 * @param into takes the bets, from `at` on
 * @returns false where the block gives no evidence, and nothing is written
 * @throws TribuneError `INVALID_ARGUMENT` where `blockMeanEvidence` does
 */
export function meanBetsInto(hypothesis: LinearNull, columns: MeanColumns, into: Float64Array, at: number): boolean {
  const { past, block } = columns;
  demandNull(hypothesis);
  const streams = hypothesis.coefficients.length;
  let isEmpty = false;
  for (let g = 0; g < streams; g++) {
    demandSum(past.n[g]!, past.sum[g]!, past.sumOfSquares[g]!, 'past', g);
    demandSum(block.n[g]!, block.sum[g]!, block.sumOfSquares[g]!, 'block', g);
    if (past.n[g] === 0 || block.n[g] === 0) isEmpty = true;
  }
  if (isEmpty) return false;
  placeOnColumns(hypothesis, past, block.n);
  betOnColumns(hypothesis, DEFAULT_EXCESSES, block, into, at);
  return true;
}

const PAST = newColumns();
const BLOCK = newColumns();

function putColumns(streams: readonly BoundedSums[], into: SumColumns): void {
  for (let g = 0; g < streams.length; g++) {
    const { n, sum, sumOfSquares } = streams[g]!;
    into.n[g] = n;
    into.sum[g] = sum;
    into.sumOfSquares[g] = sumOfSquares;
  }
}

/** Numbers by stream of the claim at hand: bets are placed for each claim of each series in each block, and nothing of it is kept. */
const COLUMNS = {
  means: new Float64Array(MAX_STREAMS),
  variances: new Float64Array(MAX_STREAMS),
  spreads: new Float64Array(MAX_STREAMS),
  boundary: new Float64Array(MAX_STREAMS),
  /** How far the sum of the block lies beyond the boundary. */
  beyond: new Float64Array(MAX_STREAMS),
  /** The most of a stake that one observation can lose. */
  reach: new Float64Array(MAX_STREAMS),
  /** Squares of the distances from the boundary, in units of the reach. */
  squares: new Float64Array(MAX_STREAMS),
};
const SCALE: BetScale = { unit: 0, variance: 0, largest: 0 };

const PLACED = { boundary: COLUMNS.boundary, scale: SCALE } as const;

/** Where the bets on means are placed, from what was summed before, and how large they may be. */
export function placeBets(
  hypothesis: LinearNull,
  past: readonly BoundedSums[],
  block: readonly { readonly n: number }[],
): { readonly boundary: Float64Array; readonly scale: BetScale } {
  putColumns(past, PAST);
  for (let g = 0; g < block.length; g++) BLOCK.n[g] = block[g]!.n;
  placeOnColumns(hypothesis, PAST, BLOCK.n);
  return PLACED;
}

function placeOnColumns(hypothesis: LinearNull, past: SumColumns, n: Float64Array): void {
  const streams = hypothesis.coefficients.length;
  const { means, variances, spreads, boundary } = COLUMNS;
  for (let g = 0; g < streams; g++) {
    const known = past.n[g]!;
    // Half an observation at each end is added, as for rates, so that no mean is 0 or 1 and no variance 0.
    means[g] = (past.sum[g]! + 0.5) / (known + 1);
    spreads[g] = (past.sumOfSquares[g]! + 0.5) / (known + 1) - means[g]! ** 2;
    variances[g] = spreads[g]! / n[g]!;
  }
  moveToBoundary(hypothesis, means, variances, boundary);
  for (let g = 0; g < streams; g++) spreads[g] = spreads[g]! + (boundary[g]! - means[g]!) ** 2;
  scaleBets(hypothesis, boundary, spreads, n, SCALE);
}

/** Writes the bets on what a block has of each stream, once they are placed. */
function betOnColumns(
  { coefficients }: LinearNull,
  excesses: readonly number[],
  block: SumColumns,
  into: Float64Array | number[],
  at: number,
): void {
  const streams = coefficients.length;
  const { boundary, beyond, reach, squares } = COLUMNS;
  for (let g = 0; g < streams; g++) {
    const n = block.n[g]!;
    const sum = block.sum[g]!;
    const q = boundary[g]!;
    const far = coefficients[g]! > 0 ? q : 1 - q;
    beyond[g] = sum - n * q;
    reach[g] = far;
    squares[g] = Math.max(0, block.sumOfSquares[g]! - 2 * q * sum + n * q * q) / (far * far);
  }
  for (let j = 0; j < excesses.length; j++) {
    const size = betSize(SCALE, excesses[j]!);
    let total = 0;
    for (let g = 0; g < streams; g++) {
      // With the boundary at the end of the scale nothing can be lost; what observations could gain is left out, which keeps the evidence fair.
      if (reach[g] === 0) continue;
      const stake = (coefficients[g]! * size) / block.n[g]!;
      const lost = Math.abs(stake) * reach[g]!;
      total = total + stake * beyond[g]! + (Math.log1p(-lost) + lost) * squares[g]!;
    }
    into[at + j] = total;
  }
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
    demandSum(n, sum, sumOfSquares, name, g);
  }
}

function demandSum(n: number, sum: number, sumOfSquares: number, name: 'past' | 'block' | 'sums', g: number): void {
  const slack = ROUNDING * n;
  const isCount = Number.isFinite(n) && n >= 0 && (name === 'past' || Number.isSafeInteger(n));
  const isWithin = sum >= 0 && sum <= n + slack && sumOfSquares <= sum + slack;
  // What the message says is written only where it is thrown: writing numbers takes longer than all else here.
  if (isCount && isWithin && sumOfSquares * n >= sum * sum - slack * n) return;
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
