import { demand, demandProbability } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { type SequenceOptions, sequenceCriticalValue } from './confidence-sequence.js';
import type { LinearNull } from './linear-null.js';
import { logMeanExp } from './log-mean-exp.js';
import { type BoundedSums, blockMeanBets } from './mean-evidence.js';

/** Sums over the people of one group whose scores lie in one band: they add over blocks, and no single score is kept. */
export interface CalibrationSums {
  readonly n: number;
  /** Sum of label - score. */
  readonly residuals: number;
  /** Sum of the squares of label - score. */
  readonly squares: number;
}

/** A band of scores, 0..1. The narrower it is, the less label - score can vary, and the faster evidence grows. */
export interface ScoreBand {
  readonly from: number;
  readonly to: number;
}

/** What `blockCalibrationEvidence` needs. */
export interface CalibrationEvidenceOptions {
  readonly band: ScoreBand;
  /** How far the mean label may be from the mean score, above or below; at least 0. */
  readonly tolerance: number;
  /** What was summed before the block: where bets are placed depends on it, never whether they are fair. */
  readonly past: CalibrationSums;
  readonly block: CalibrationSums;
  /** Sizes of the bets, equally weighted, as those of `blockEvidence`. */
  readonly excesses?: readonly number[];
}

/** Sums of fractions carry rounding: they may leave their range by this share of n. */
const ROUNDING = 1e-9;

/**
 * Sums of label - score by bands of scores. Every person is in exactly one band: [edge, next edge), the last one closed.
 *
 * @param labels 0 or 1, one for each score
 * @param edges ascending from 0 to 1, such as [0, 0.25, 0.5, 0.75, 1]
 * @throws TribuneError `INVALID_ARGUMENT` on a score outside 0..1, a label that is neither 0 nor 1, or edges that do not go from 0 to 1
 * @example calibrationByBand([0.2, 0.9], [0, 1], [0, 0.5, 1])[1] // { n: 1, residuals: 0.1, squares: 0.01 }
 */
export function calibrationByBand(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  edges: readonly number[],
): CalibrationSums[] {
  demand(
    scores.length === labels.length,
    `${scores.length} scores and ${labels.length} labels`,
    'Pass a label for each score.',
  );
  const ascend = edges.length >= 2 && edges.every((edge, i) => (i === 0 ? edge === 0 : edge > edges[i - 1]!));
  demand(ascend && edges.at(-1) === 1, `the edges are ${edges.join(', ')}`, 'Pass edges that ascend from 0 to 1.');
  const bands = edges.slice(1).map(() => ({ n: 0, residuals: 0, squares: 0 }));
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const label = labels[i]!;
    if (!(score >= 0 && score <= 1)) demandProbability(score, `score ${i}`);
    if (label !== 0 && label !== 1)
      demand(false, `label ${i} is ${label}`, 'Pass labels of 0 or 1; leave out those that are not known yet.');
    let at = 0;
    while (at < bands.length - 1 && score >= edges[at + 1]!) at += 1;
    const band = bands[at]!;
    band.n += 1;
    band.residuals += label - score;
    band.squares += (label - score) ** 2;
  }
  return bands;
}

/**
 * log of the e-value of one block against "the mean of label - score lies within the tolerance, above and below": its exponential has an expectation of at most 1 while that holds for the block. In a band of scores from a to b,
 * label - score lies in -b .. 1 - a, so (label - score + b) / (1 + b - a) is a quantity of 0..1 whose mean is bounded on both sides: `blockMeanEvidence`, both sides averaged. A side on which the tolerance cannot be exceeded (no label is below a score of
 * 0.03 by 0.05) is left out.
 *
 * It is 0 (no evidence) for an empty block and without a past. Labels count when their horizon ends, not when they arrive, as for true positive rates.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a band outside 0..1, a tolerance that no labels of the band exceed, or impossible sums
 * @example
 * const past = { n: 500, residuals: 0, squares: 100 };
 * blockCalibrationEvidence({ band: { from: 0.2, to: 0.4 }, tolerance: 0.02, past, block: { n: 200, residuals: 40, squares: 48 } }) // 8.98
 */
export const blockCalibrationEvidence = (options: CalibrationEvidenceOptions): number =>
  logMeanExp(blockCalibrationBets(options) ?? [0]);

/**
 * The evidence of `blockCalibrationEvidence` bet by bet, as a detector takes it (`updateEvidenceDetector`): first that labels exceed scores, then that they fall short. Their number depends on band and tolerance
 * alone. Null where the block gives none.
 *
 * @throws TribuneError `INVALID_ARGUMENT` where `blockCalibrationEvidence` does
 */
export function blockCalibrationBets(options: CalibrationEvidenceOptions): number[] | null {
  const { band, tolerance, past, block, excesses } = options;
  const claims = claimsOf(band, tolerance);
  const streams = { past: [scaled(past, band, 'past')], block: [scaled(block, band, 'block')] };
  const bets = claims.map((hypothesis) =>
    blockMeanBets({ hypothesis, ...streams, ...(excesses === undefined ? {} : { excesses }) }),
  );
  return bets.some((each) => each === null) ? null : bets.flatMap((each) => each!);
}

function claimsOf({ from, to }: ScoreBand, tolerance: number): LinearNull[] {
  demandProbability(from, 'from of the band');
  demandProbability(to, 'to of the band');
  demand(from <= to, `the band is from ${from} to ${to}`, 'Pass from of at most to.');
  demand(tolerance >= 0, `tolerance is ${tolerance}`, 'Pass a tolerance of at least 0.');
  const width = 1 + to - from;
  const claims: LinearNull[] = [];
  if (tolerance < 1 - from) claims.push({ coefficients: [1], bound: (tolerance + to) / width });
  if (tolerance < to) claims.push({ coefficients: [-1], bound: (tolerance - to) / width });
  demand(
    claims.length > 0,
    `no labels are further than ${tolerance} from scores of ${from} to ${to}`,
    'Pass a smaller tolerance.',
  );
  return claims;
}

function scaled({ n, residuals, squares }: CalibrationSums, { from, to }: ScoreBand, name: string): BoundedSums {
  const width = 1 + to - from;
  const slack = ROUNDING * n;
  const sum = (residuals + n * to) / width;
  const sumOfSquares = (squares + 2 * to * residuals + n * to * to) / (width * width);
  const isPossible =
    sum >= -slack && sum <= n + slack && sumOfSquares <= sum + slack && sumOfSquares * n >= sum * sum - slack * n;
  demand(
    isPossible,
    `${name} has residuals of ${residuals} and squares of ${squares} in ${n} people with scores from ${from} to ${to}`,
    'Pass the sums of label - score, and of its squares, of the people in the band.',
  );
  return { n, sum: Math.min(n, Math.max(0, sum)), sumOfSquares };
}

/**
 * Confidence sequence of the mean of label - score, for display beside a detector: it may be looked at after every block. Asymptotic, as `differenceSequence`; one residual of -1/2 and one of 1/2 are added to the variance, so
 * that labels that all agree with their scores are not taken as certain. Null for nobody.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on impossible sums, or a level or tunedFor out of range
 * @example calibrationSequence({ n: 1000, residuals: 50, squares: 200 }, { level: 0.95 }) // { lower: 0.007, upper: 0.093 }
 */
export function calibrationSequence(sums: CalibrationSums, options: SequenceOptions): Interval | null {
  scaled(sums, { from: 0, to: 1 }, 'sums');
  const { n, residuals, squares } = sums;
  if (n === 0) return null;
  const mean = residuals / n;
  const variance = Math.max(0, (squares + 0.5) / (n + 2) - mean * mean);
  const half = sequenceCriticalValue(n, options) * Math.sqrt(variance / n);
  return { lower: Math.max(-1, mean - half), upper: Math.min(1, mean + half) };
}
