import { TribuneError } from '../../base/errors.js';

/** Equal-width bins of scores: `count` of them from `lower` to `upper`. */
export interface ScoreBins {
  readonly lower: number;
  readonly upper: number;
  readonly count: number;
}

/** Most distinct scores per combination of attribute values; above it the whole tally keeps bins (contracts, Tally). */
export const DISTINCT_SCORE_LIMIT = 100_000;

/**
 * Most distinct scores over all combinations together, at about 300 bytes each in memory. The number is our choice; the SQL of the adapters
 * uses the same.
 */
export const TOTAL_SCORE_LIMIT = 1_000_000;

/** Bins where the policy declares none: a thousandth of the range of a probability. The width is our choice. */
export const DEFAULT_SCORE_BINS: ScoreBins = { lower: 0, upper: 1, count: 1000 };

/**
 * Index of the bin of a score: floor((score - lower) * count / (upper - lower)), the last bin closed. This arithmetic, in doubles and in
 * this order, is the definition: every engine gets the same index.
 *
 * @throws TribuneError `DATA_VALUE_INVALID` for a score outside the bins
 */
export function binOf(score: number, bins: ScoreBins): number {
  if (!(score >= bins.lower && score <= bins.upper)) {
    throw new TribuneError(
      'DATA_VALUE_INVALID',
      `score ${score} lies outside the bins ${bins.lower} to ${bins.upper}`,
      {
        remedy: 'Declare data.scoreBins that cover all scores, or divide the scores by data.scoreScale.',
      },
    );
  }
  if (score === bins.upper) return bins.count - 1;
  return Math.floor(((score - bins.lower) * bins.count) / (bins.upper - bins.lower));
}

/** Lower edge of a bin: prediction under a cutoff at this edge takes in exactly this bin and those above. */
export function binEdge(index: number, bins: ScoreBins): number {
  return bins.lower + ((bins.upper - bins.lower) * index) / bins.count;
}

/** Whether bins can be used at all: they need finite edges in order and a whole number of bins. */
export function areValidBins(bins: ScoreBins): boolean {
  return (
    Number.isFinite(bins.lower) &&
    Number.isFinite(bins.upper) &&
    bins.lower < bins.upper &&
    Number.isSafeInteger(bins.count) &&
    bins.count >= 1
  );
}

/** True where both tallies keep scores in the very same bins. */
export function sameBins(a: ScoreBins, b: ScoreBins): boolean {
  return a.lower === b.lower && a.upper === b.upper && a.count === b.count;
}
