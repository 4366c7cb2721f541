import { forEachScore, type ScoreCounts, totalCount } from '../auc/score-counts.js';
import { normalTwoSided } from '../special/normal.js';

/** Mann-Whitney's U of the first distribution, with its asymptotic two-sided p-value. */
export interface MannWhitneyTest {
  /** Pairs in which a's score is the higher one, ties half. */
  readonly u: number;
  readonly z: number;
  readonly pValue: number;
}

/** Continuity correction: half a pair towards the mean. */
const CONTINUITY = 0.5;

/**
 * Mann-Whitney test that neither distribution tends to higher scores, normal approximation with tie and continuity correction. Null when a
 * distribution is empty or all scores are equal. Mann and Whitney (1947), Annals of Mathematical Statistics 18, 50-60.
 *
 * @param options `continuity`: default true
 * @throws TribuneError `INVALID_ARGUMENT` when a distribution is not ascending
 */
export function mannWhitney(
  a: ScoreCounts,
  b: ScoreCounts,
  options: { continuity?: boolean } = {},
): MannWhitneyTest | null {
  const nA = totalCount(a);
  const nB = totalCount(b);
  if (nA === 0 || nB === 0) return null;
  const n = nA + nB;
  let u = 0;
  let below = 0;
  let ties = 0;
  forEachScore(a, b, (countA, countB) => {
    u += countA * (below + countB / 2);
    below += countB;
    const tied = countA + countB;
    ties += tied * (tied * tied - 1);
  });
  const variance = ((nA * nB) / 12) * (n + 1 - ties / (n * (n - 1)));
  if (!(variance > 0)) return null;
  const miss = u - (nA * nB) / 2;
  // Without max(0, ...) the correction could turn the sign of a statistic next to 0.
  const shrunk = Math.max(0, Math.abs(miss) - ((options.continuity ?? true) ? CONTINUITY : 0));
  const z = (Math.sign(miss) * shrunk) / Math.sqrt(variance);
  return { u, z, pValue: normalTwoSided(z) };
}
