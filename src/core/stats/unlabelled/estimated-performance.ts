import { demand, demandCount, demandNonNegative, demandProbability } from '../base/check.js';
import { criticalValue } from '../special/normal.js';

/** Sums over the people of one part of a group: those decided for, or those decided against. They add over blocks. */
export interface UnlabelledPart {
  readonly n: number;
  /** Sum of scores: the positives to be expected. */
  readonly scores: number;
  /** Sum of score * (1 - score): the variance of their number. */
  readonly variances: number;
}

/** What is known of a group without labels. */
export interface UnlabelledGroup {
  readonly selected: UnlabelledPart;
  readonly rest: UnlabelledPart;
}

/** A rate that was estimated from scores alone. */
export interface UnlabelledEstimate {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Rates of a group as its scores would have them; null where they are undefined. */
export interface EstimatedPerformance {
  readonly truePositiveRate: UnlabelledEstimate | null;
  readonly falsePositiveRate: UnlabelledEstimate | null;
  readonly positivePredictiveValue: UnlabelledEstimate | null;
  readonly accuracy: UnlabelledEstimate | null;
  /** Always true: no label was seen, so this may warn people and never raise a page or stop anything. */
  readonly mayOnlyWarn: true;
}

/** Sums of scores carry rounding: they may contradict each other by this share of n. */
const ROUNDING = 1e-9;

/**
 * Sums of the scores of a group, apart for those decided for and the rest.
 *
 * @param decisions 1 for those decided for, 0 for the rest, one for each score
 * @throws TribuneError `INVALID_ARGUMENT` on a score outside 0..1, a decision that is neither 0 nor 1, or other lengths
 * @example unlabelledGroup([0.9, 0.2], [1, 0]).selected // { n: 1, scores: 0.9, variances: 0.09 }
 */
export function unlabelledGroup(scores: ArrayLike<number>, decisions: ArrayLike<number>): UnlabelledGroup {
  demand(
    scores.length === decisions.length,
    `${scores.length} scores and ${decisions.length} decisions`,
    'Pass a decision for each score.',
  );
  const parts = [0, 1].map(() => ({ n: 0, scores: 0, variances: 0 }));
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    const decision = decisions[i]!;
    if (!(score >= 0 && score <= 1)) demandProbability(score, `score ${i}`);
    if (decision !== 0 && decision !== 1) demand(false, `decision ${i} is ${decision}`, 'Pass decisions of 0 or 1.');
    const part = parts[decision]!;
    part.n += 1;
    part.scores += score;
    part.variances += score * (1 - score);
  }
  return { selected: parts[1]!, rest: parts[0]! };
}

/**
 * Rates of a group without any label, from scores that are taken to be calibrated (confidence-based performance estimation; NannyML's CBPE): of the selected with scores s, the sum of s is expected to be positive.
 *
 * - true positive rate: sum of s of the selected / sum of s of all
 * - false positive rate: sum of 1 - s of the selected / sum of 1 - s of all
 * - positive predictive value: sum of s of the selected / their number
 * - accuracy: (sum of s of the selected + sum of 1 - s of the rest) / number of all
 *
 * The intervals are about the rates that these people will turn out to have. They hold every calibration error of up to `calibrationError`: the mean chance of a positive label of the selected, and that of the rest, may each be that far from the mean score. At each end stands what chance
 * does to independent labels there (normal approximation, delta method), with the largest variance within the error: n m (1 - m) with m the possible mean chance nearest 1/2. Only with an error of 0 are scores taken as the chances themselves, whose variance is the sum of s (1 - s). Whether
 * scores are off cannot be seen without labels, and drift of what scores mean is just what hides here. So this may only warn.
 *
 * @param options `calibrationError`: as last measured with labels, the upper end of its interval; 0 claims perfect scores. `level`: of the intervals, such as 0.95
 * @throws TribuneError `INVALID_ARGUMENT` on impossible sums, a calibration error or a level out of range
 * @example
 * const group = { selected: { n: 50, scores: 40, variances: 7 }, rest: { n: 50, scores: 10, variances: 7 } };
 * estimatedPerformance(group, { calibrationError: 0, level: 0.95 }).truePositiveRate // { estimate: 0.8, lower: 0.715, upper: 0.885 }
 */
export function estimatedPerformance(
  { selected, rest }: UnlabelledGroup,
  { calibrationError, level }: { readonly calibrationError: number; readonly level: number },
): EstimatedPerformance {
  demandPart(selected, 'selected');
  demandPart(rest, 'rest');
  demandProbability(calibrationError, 'calibrationError');
  const z = criticalValue(level);
  const [positives, others] = [expected(selected, calibrationError), expected(rest, calibrationError)];
  const turned = (part: Expected, n: number): Expected => ({
    low: n - part.high,
    mean: n - part.mean,
    high: n - part.low,
    variance: part.variance,
  });
  const [negatives, otherNegatives] = [turned(positives, selected.n), turned(others, rest.n)];
  return {
    truePositiveRate: share(positives, others, z),
    falsePositiveRate: share(negatives, otherNegatives, z),
    positivePredictiveValue: mean([positives], selected.n, z),
    accuracy: mean([positives, otherNegatives], selected.n + rest.n, z),
    mayOnlyWarn: true,
  };
}

/** A number of people to be expected, and how far it may go when scores are off. */
interface Expected {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
  /** Largest variance of the number that turns out. */
  readonly variance: number;
}

function expected({ n, scores, variances }: UnlabelledPart, calibrationError: number): Expected {
  const low = Math.max(0, scores - n * calibrationError);
  const high = Math.min(n, scores + n * calibrationError);
  // Where only their mean is known, people who all have it as their chance vary most.
  const middle = Math.min(high, Math.max(low, n / 2));
  const variance = calibrationError === 0 || n === 0 ? variances : middle * (1 - middle / n);
  return { low, mean: scores, high, variance };
}

/** first / (first + second), which grows with the first and falls with the second. Null where neither is expected. */
function share(first: Expected, second: Expected, z: number): UnlabelledEstimate | null {
  const whole = first.mean + second.mean;
  if (whole <= 0) return null;
  const halfAt = (rate: number, sum: number): number =>
    (z * Math.sqrt((1 - rate) ** 2 * first.variance + rate ** 2 * second.variance)) / sum;
  const least = first.low + second.high;
  const most = first.high + second.low;
  const lowest = least > 0 ? first.low / least : 0;
  const highest = most > 0 ? first.high / most : 1;
  return {
    estimate: first.mean / whole,
    lower: least > 0 ? Math.max(0, lowest - halfAt(lowest, least)) : 0,
    upper: most > 0 ? Math.min(1, highest + halfAt(highest, most)) : 1,
  };
}

/** Sum of what is expected / n. Null for nobody. */
function mean(parts: readonly Expected[], n: number, z: number): UnlabelledEstimate | null {
  if (n === 0) return null;
  const sum = (of: keyof Expected): number => parts.reduce((total, part) => total + part[of], 0);
  const half = z * Math.sqrt(sum('variance'));
  return {
    estimate: sum('mean') / n,
    lower: Math.max(0, (sum('low') - half) / n),
    upper: Math.min(1, (sum('high') + half) / n),
  };
}

function demandPart({ n, scores, variances }: UnlabelledPart, name: string): void {
  demandCount(n, `n of ${name}`);
  demandNonNegative(scores, `scores of ${name}`);
  demandNonNegative(variances, `variances of ${name}`);
  const slack = ROUNDING * n;
  // Of scores with a given sum, equal ones have the largest variances: scores * (1 - scores / n).
  const most = n === 0 ? 0 : scores * (1 - scores / n);
  demand(
    scores <= n + slack && variances <= most + slack,
    `${name} has scores of ${scores} and variances of ${variances} in ${n} people`,
    'Pass the sums of score and of score * (1 - score) of scores within 0..1.',
  );
}
