import { refused } from '../base/index.js';

/** What bins say of a target of 0 and 1. */
export interface WeightOfEvidence {
  /** ln(share of all ones that are in the bin / share of all zeros): above 0 where ones are more than on average; null for a bin of one class. */
  readonly woe: readonly (number | null)[];
  /** What each bin adds to the information value; null for a bin of one class. */
  readonly informationValues: readonly (number | null)[];
  /** Sum over the bins of both classes (Kullback's symmetric divergence). */
  readonly informationValue: number;
  /** Jensen and Shannon's divergence of ones and zeros over all bins, with natural logarithms: from 0 to ln 2. */
  readonly jensenShannon: number;
}

/**
 * Weight of evidence and information value of bins. Other programs turn the sign (optbinning: zeros over ones) or call a bin of one class 0.
 *
 * @param ones weight of the target 1 in each bin
 * @param zeros weight of the target 0 in each bin
 * @throws TribuneError INVALID_ARGUMENT on lists of different lengths, numbers below 0, and where one class does not occur
 * @example weightOfEvidence([10, 30], [20, 20]).woe[0] // -> Math.log((10 / 40) / (20 / 40))
 */
export function weightOfEvidence(ones: ArrayLike<number>, zeros: ArrayLike<number>): WeightOfEvidence {
  if (ones.length !== zeros.length || ones.length === 0)
    throw refused(`${ones.length} bins of ones, ${zeros.length} of zeros`, 'Give one number of each for every bin.');
  const [allOnes, allZeros] = [totalOf(ones), totalOf(zeros)];
  const woe: (number | null)[] = [];
  const informationValues: (number | null)[] = [];
  let [informationValue, jensenShannon] = [0, 0];
  for (let bin = 0; bin < ones.length; bin++) {
    const [one, zero] = [ones[bin]! / allOnes, zeros[bin]! / allZeros];
    const middle = (one + zero) / 2;
    jensenShannon += (xLog(one, middle) + xLog(zero, middle)) / 2;
    const evidence = one > 0 && zero > 0 ? Math.log(one / zero) : null;
    const information = evidence === null ? null : (one - zero) * evidence;
    woe.push(evidence);
    informationValues.push(information);
    informationValue += information ?? 0;
  }
  return { woe, informationValues, informationValue, jensenShannon };
}

const xLog = (x: number, reference: number): number => (x > 0 ? x * Math.log(x / reference) : 0);

function totalOf(weights: ArrayLike<number>): number {
  let total = 0;
  for (let bin = 0; bin < weights.length; bin++) {
    const weight = weights[bin]!;
    if (!(weight >= 0) || !Number.isFinite(weight))
      throw refused(`bin ${bin} holds ${weight}`, 'Counts and weights are finite numbers from 0.');
    total += weight;
  }
  if (total > 0) return total;
  throw refused('a class does not occur in any bin', 'Evidence is about two classes: give bins that hold both.');
}
