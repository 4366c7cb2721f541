import { demand, demandNonNegative } from '../base/check.js';

/** A distribution of scores: distinct scores in ascending order, and how many people (or how much weight) have each. Same length. */
export interface ScoreCounts {
  readonly scores: Float64Array;
  readonly counts: Float64Array;
}

/**
 * Number of people of a distribution, after checking it.
 * @throws TribuneError `INVALID_ARGUMENT` unless scores ascend strictly, lengths agree and counts are finite and non-negative
 */
export function totalCount(distribution: ScoreCounts): number {
  const { scores, counts } = distribution;
  demand(
    scores.length === counts.length,
    `${scores.length} scores and ${counts.length} counts`,
    'Pass one count per distinct score.',
  );
  let total = 0;
  let before = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (!(score > before && score < Number.POSITIVE_INFINITY)) failOrder(i, score);
    before = score;
    const count = counts[i]!;
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) demandNonNegative(count, `count of score ${score}`);
    total += count;
  }
  return total;
}

function failOrder(index: number, score: number): never {
  demand(
    false,
    `score ${index} is ${score}, which does not follow the one before it`,
    'Sort the scores in ascending order, each finite and once.',
  );
}

/** Calls `visit` with each distinct score of two distributions in ascending order, and with the counts of both. */
export function forEachScore(
  a: ScoreCounts,
  b: ScoreCounts,
  visit: (countA: number, countB: number, score: number) => void,
): void {
  let i = 0;
  let j = 0;
  while (i < a.scores.length || j < b.scores.length) {
    const scoreA = i < a.scores.length ? a.scores[i]! : Number.POSITIVE_INFINITY;
    const scoreB = j < b.scores.length ? b.scores[j]! : Number.POSITIVE_INFINITY;
    const countA = scoreA <= scoreB ? a.counts[i++]! : 0;
    const countB = scoreB <= scoreA ? b.counts[j++]! : 0;
    visit(countA, countB, Math.min(scoreA, scoreB));
  }
}
