import { demand, demandCount, demandFinite } from '../base/check.js';
import { type BetScale, betSize, DEFAULT_EXCESSES, demandExcesses, scaleBets } from './bets.js';
import { moveToBoundary } from './boundary.js';
import { demandNull, type LinearNull } from './linear-null.js';
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
  if ([...past, ...block].some(({ n }) => n === 0)) return null;
  const { boundary, scale } = placeBets(hypothesis, past, block);
  return excesses.map((each) => logBetOnSums(hypothesis, boundary, block, betSize(scale, each)));
}

/** Where the bets on means are placed, from what was summed before, and how large they may be. */
export function placeBets(
  hypothesis: LinearNull,
  past: readonly BoundedSums[],
  block: readonly { readonly n: number }[],
): { readonly boundary: Float64Array; readonly scale: BetScale } {
  const n = Float64Array.from(block, (stream) => stream.n);
  // Half an observation at each end is added, as for rates, so that no mean is 0 or 1 and no variance 0.
  const means = Float64Array.from(past, (stream) => (stream.sum + 0.5) / (stream.n + 1));
  const variances = past.map((stream, g) => (stream.sumOfSquares + 0.5) / (stream.n + 1) - means[g]! ** 2);
  const boundary = new Float64Array(block.length);
  moveToBoundary(
    hypothesis,
    means,
    Float64Array.from(variances, (each, g) => each / n[g]!),
    boundary,
  );
  const spreads = Float64Array.from(variances, (each, g) => each + (boundary[g]! - means[g]!) ** 2);
  const scale: BetScale = { unit: 0, variance: 0, largest: 0 };
  scaleBets(hypothesis, boundary, spreads, n, scale);
  return { boundary, scale };
}

function logBetOnSums(
  { coefficients }: LinearNull,
  boundary: Float64Array,
  block: readonly BoundedSums[],
  size: number,
): number {
  return block.reduce((total, { n, sum, sumOfSquares }, g) => {
    const stake = (coefficients[g]! * size) / n;
    const q = boundary[g]!;
    const reach = stake > 0 ? q : 1 - q;
    const linear = stake * (sum - n * q);
    // With the boundary at the end of the scale nothing can be lost; what observations could gain is left out, which keeps the evidence fair.
    if (reach === 0) return total;
    const lost = Math.abs(stake) * reach;
    const squares = Math.max(0, sumOfSquares - 2 * q * sum + n * q * q) / (reach * reach);
    return total + linear + (Math.log1p(-lost) + lost) * squares;
  }, 0);
}

/** Sums of fractions carry rounding: they may contradict each other by this share of n. */
const ROUNDING = 1e-9;

export function demandSums(
  streams: readonly BoundedSums[],
  { coefficients }: Pick<LinearNull, 'coefficients'>,
  name: 'past' | 'block' | 'sums',
): void {
  demand(
    streams.length === coefficients.length,
    `${name} has ${streams.length} streams and the claim ${coefficients.length}`,
    'Pass sums for each coefficient.',
  );
  streams.forEach(({ n, sum, sumOfSquares }, g) => {
    if (name === 'past') demand(n >= 0 && Number.isFinite(n), `past[${g}].n is ${n}`, 'Pass how many there were.');
    else demandCount(n, `${name}[${g}].n`);
    demandFinite(sum, `${name}[${g}].sum`);
    demandFinite(sumOfSquares, `${name}[${g}].sumOfSquares`);
    const slack = ROUNDING * n;
    demand(
      sum >= 0 && sum <= n + slack && sumOfSquares <= sum + slack && sumOfSquares * n >= sum * sum - slack * n,
      `${name}[${g}] has the sum ${sum} and the sum of squares ${sumOfSquares} of ${n} values`,
      'Scale the values to 0..1 before they are summed.',
    );
  });
}
