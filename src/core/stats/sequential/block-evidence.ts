import { demand } from '../base/check.js';
import { demandWholeCounts, effective, type Proportion } from '../proportion/proportion.js';
import { type BetScale, betSize, DEFAULT_EXCESSES, demandExcesses, logBetOnRates, scaleBets } from './bets.js';
import { moveToBoundary } from './boundary.js';
import { demandNull, type LinearNull } from './linear-null.js';
import { logMeanExp } from './log-mean-exp.js';

/** What `blockEvidence` needs. */
export interface BlockEvidenceOptions {
  /** The claim that the evidence is against. */
  readonly hypothesis: LinearNull;
  /** What was counted before the block, one proportion for each stream: only where bets are placed depends on it, never whether they are fair. */
  readonly past: readonly Proportion[];
  /** What was counted in the block. */
  readonly block: readonly Proportion[];
  /** By how much the claim is imagined to be broken, equally weighted; 1 is the unit of a difference of rates near one half. */
  readonly excesses?: readonly number[];
}

/** Weighted data have no such evidence. */
const COUNT_PEOPLE =
  'Pass how many people the block has, without weights: there is no evidence of a block for weighted counts.';

/**
 * Rates to bet by: half an observation of each kind is added, so that no rate is 0 or 1, which a single observation would contradict for
 * ever.
 */
export const rateToBetBy = (successes: number, n: number): number => (successes + 0.5) / (n + 1);

/**
 * log of the e-value of one block of 0/1 observations against a claim about their rates, such as "the difference is at most 0.05". Its
 * exponential has an expectation of at most 1 whenever the claim holds for the average rates of the block, however they move within it; so
 * evidence of 20 arises by chance in at most one block of twenty, and evidence of successive blocks may be multiplied.
 *
 * With l_g = size * coefficient_g / n_g each observation contributes 1 + l_g (x - q_g), q on the boundary of the claim; by the inequality
 * of arithmetic and geometric means the expected product is at most (1 + size * (sum of c p - bound) / n)^n, which is at most 1.
 * Generalises the safe tests of two proportions of Turner, Ly and Grünwald (2024), Journal of Statistical Planning and Inference 230, 106116.
 *
 * It is 0 (no evidence) where a stream of the block is empty or has no past. The observations of a block must be independent given the
 * past, each person in it once, and the block closed by the clock or by a number of observations, never by outcomes.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a claim that cannot be watched, another number of streams than coefficients, or impossible counts
 * @example
 * const hypothesis = { coefficients: [1, -1], bound: 0.05 };
 * const past = [{ successes: 300, n: 1000 }, { successes: 300, n: 1000 }];
 * blockEvidence({ hypothesis, past, block: [{ successes: 60, n: 100 }, { successes: 30, n: 100 }] }) // 4.264
 */
export const blockEvidence = (options: BlockEvidenceOptions): number => logMeanExp(blockRateBets(options) ?? [0]);

/**
 * The evidence of `blockEvidence` bet by bet, as a detector takes it (`updateEvidenceDetector`): the log of the e-value of each of the `excesses`. Null where the block gives none.
 *
 * @throws TribuneError `INVALID_ARGUMENT` where `blockEvidence` does
 * @example
 * const hypothesis = { coefficients: [1], bound: 0.5 };
 * blockRateBets({ hypothesis, past: [{ successes: 1, n: 2 }], block: [{ successes: 0, n: 0 }] }) // null
 */
export function blockRateBets(options: BlockEvidenceOptions): number[] | null {
  const { hypothesis, past, block, excesses = DEFAULT_EXCESSES } = options;
  demandNull(hypothesis);
  demandExcesses(excesses);
  demandStreams(past, hypothesis, 'past');
  demandStreams(block, hypothesis, 'block');
  for (const stream of block) demandWholeCounts(stream, 'evidence of a block', COUNT_PEOPLE);
  if ([...past, ...block].some(({ n }) => n === 0)) return null;
  const streams = block.length;
  const n = Float64Array.from(block, (stream) => stream.n);
  const successes = Float64Array.from(block, (stream) => stream.successes);
  const means = Float64Array.from(past, (stream) => rateToBetBy(stream.successes, stream.n));
  const boundary = new Float64Array(streams);
  const spreads = new Float64Array(streams);
  const scale: BetScale = { unit: 0, variance: 0, largest: 0 };
  placeOnBoundary(hypothesis, means, n, boundary, spreads);
  scaleBets(hypothesis, boundary, spreads, n, scale);
  return excesses.map((each) => logBetOnRates(hypothesis, boundary, n, successes, betSize(scale, each)));
}

/** The boundary rates of a block, from the rates to bet by, and the variance of one observation at each. */
export function placeOnBoundary(
  hypothesis: LinearNull,
  means: Float64Array,
  n: Float64Array,
  boundary: Float64Array,
  spreads: Float64Array,
): void {
  const streams = hypothesis.coefficients.length;
  for (let g = 0; g < streams; g++) spreads[g] = (means[g]! * (1 - means[g]!)) / n[g]!;
  moveToBoundary(hypothesis, means, spreads, boundary);
  for (let g = 0; g < streams; g++) spreads[g] = boundary[g]! * (1 - boundary[g]!);
}

function demandStreams(streams: readonly Proportion[], { coefficients }: LinearNull, name: string): void {
  demand(
    streams.length === coefficients.length,
    `${name} has ${streams.length} streams and the claim ${coefficients.length}`,
    'Pass one proportion for each coefficient.',
  );
  for (const stream of streams) effective(stream);
}
