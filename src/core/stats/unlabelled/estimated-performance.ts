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
 * The intervals are about the rates that these people will turn out to have. They hold what chance does to labels (independent, with the scores as chances; delta method) and every calibration
 * error of up to `calibrationError`: the mean label of the selected, and that of the rest, may each be that far from the mean score. Whether they are cannot be seen without labels, and drift of what scores mean is just what hides here. So this may only warn.
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
  });
  const [negatives, otherNegatives] = [turned(positives, selected.n), turned(others, rest.n)];
  const variances = [selected.variances, rest.variances] as const;
  return {
    truePositiveRate: share(positives, others, variances, z),
    falsePositiveRate: share(negatives, otherNegatives, variances, z),
    positivePredictiveValue: mean([positives], selected.n, selected.variances, z),
    accuracy: mean([positives, otherNegatives], selected.n + rest.n, selected.variances + rest.variances, z),
    mayOnlyWarn: true,
  };
}

/** A number of people to be expected, and how far it may go when scores are off. */
interface Expected {
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

const expected = ({ n, scores }: UnlabelledPart, calibrationError: number): Expected => ({
  low: Math.max(0, scores - n * calibrationError),
  mean: scores,
  high: Math.min(n, scores + n * calibrationError),
});

/** first / (first + second), which grows with the first and falls with the second. Null where neither is expected. */
function share(
  first: Expected,
  second: Expected,
  [variance, otherVariance]: readonly [number, number],
  z: number,
): UnlabelledEstimate | null {
  const whole = first.mean + second.mean;
  if (whole <= 0) return null;
  const estimate = first.mean / whole;
  const error = Math.sqrt((1 - estimate) ** 2 * variance + estimate ** 2 * otherVariance) / whole;
  const least = first.low + second.high;
  const most = first.high + second.low;
  return around(estimate, least > 0 ? first.low / least : 0, most > 0 ? first.high / most : 1, z * error);
}

/** Sum of what is expected / n. Null for nobody. */
function mean(parts: readonly Expected[], n: number, variance: number, z: number): UnlabelledEstimate | null {
  if (n === 0) return null;
  const sum = (end: keyof Expected): number => parts.reduce((total, part) => total + part[end], 0) / n;
  return around(sum('mean'), sum('low'), sum('high'), (z * Math.sqrt(variance)) / n);
}

const around = (estimate: number, low: number, high: number, half: number): UnlabelledEstimate => ({
  estimate,
  lower: Math.max(0, low - half),
  upper: Math.min(1, high + half),
});

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
