import { demand, demandFinite, demandProbability } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { type SequenceOptions, sequenceCriticalValue } from '../sequential/confidence-sequence.js';
import type { LinearNull } from '../sequential/linear-null.js';
import { type BoundedSums, demandSums } from '../sequential/mean-evidence.js';

/** What a person whose chance of a positive label is s adds to a rate: `success + successSlope * s` to its successes, `count + countSlope * s` to its denominator. */
export interface ScoreLine {
  readonly success: number;
  readonly successSlope: number;
  readonly count: number;
  readonly countSlope: number;
}

/** The lines of a rate: of those predicted negative, then of those predicted positive. */
export type EstimatedRate = readonly [ScoreLine, ScoreLine];

/** Sums of the scores of a group: of those predicted negative, then of those predicted positive. Who is in no part of a rate is left out. */
export type ScoreSums = readonly [BoundedSums, BoundedSums];

/** A claim about rates of a group, and of its reference behind it, as scores tell them. */
export interface EstimatedClaimOptions {
  readonly rate: EstimatedRate;
  /** sum of coefficients * rate <= bound, as for rates that are counted. */
  readonly hypothesis: LinearNull;
  /** How far the mean chance of a positive label may be from the mean score, among those predicted positive and among the rest of each group. */
  readonly calibrationError: number;
}

/** A claim about the mean of one quantity of 0..1, whose sums `estimatedClaimSums` gives. Plain data. */
export interface EstimatedClaim extends EstimatedClaimOptions {
  /** That the claim holds for some chances within the calibration error. */
  readonly kept: LinearNull;
  /** That it holds for none of them. */
  readonly broken: LinearNull;
  readonly least: number;
  readonly most: number;
}

const ONE_WAY = [0, 1] as const;

/** Whether the rate rises with the chances of those decided one way: 1, or -1 where it falls; 0 where they are in no part of it. */
const risesWith = ({ successSlope, countSlope }: ScoreLine): number =>
  successSlope === 0 ? -Math.sign(countSlope) : Math.sign(successSlope);

/** The line with every chance moved. */
function movedLine(line: ScoreLine, by: number): ScoreLine {
  const { success, successSlope, count, countSlope } = line;
  return { ...line, success: success + successSlope * by, count: count + countSlope * by };
}

/** The rate with the chances that make it largest (`side` 1) or smallest (-1) within the error. */
const movedRate = (rate: EstimatedRate, error: number, side: number): EstimatedRate => [
  movedLine(rate[0], side * error * risesWith(rate[0])),
  movedLine(rate[1], side * error * risesWith(rate[1])),
];

const isIn = ({ success, successSlope, count, countSlope }: ScoreLine): boolean =>
  success !== 0 || successSlope !== 0 || count !== 0 || countSlope !== 0;

/** The rates of the claim, each as it is most in its favour. */
const favoured = ({ rate, hypothesis, calibrationError }: EstimatedClaimOptions): EstimatedRate[] =>
  hypothesis.coefficients.map((c) => movedRate(rate, calibrationError, c > 0 ? -1 : 1));

/** A quantity of one person, or of two: constant + first * s + second * s' + both * s s'. */
interface Bilinear {
  readonly constant: number;
  readonly first: number;
  readonly second: number;
  readonly both: number;
}

/** What a person of the group makes of the claim: at least 0 on average as long as it holds. */
function ofOne(line: ScoreLine, { coefficients: [c], bound }: LinearNull): Bilinear {
  return {
    constant: bound * line.count - c! * line.success,
    first: bound * line.countSlope - c! * line.successSlope,
    second: 0,
    both: 0,
  };
}

/** The same of a person of the group and one of the reference: sum of coefficients * rate <= bound, multiplied by both denominators. */
function ofTwo(a: ScoreLine, b: ScoreLine, { coefficients: [ca, cb], bound }: LinearNull): Bilinear {
  const part = (ofA: 'count' | 'countSlope', ofB: 'count' | 'countSlope'): number => {
    const success = { count: 'success', countSlope: 'successSlope' } as const;
    return bound * a[ofA] * b[ofB] - ca! * a[success[ofA]] * b[ofB] - cb! * b[success[ofB]] * a[ofA];
  };
  return {
    constant: part('count', 'count'),
    first: part('countSlope', 'count'),
    second: part('count', 'countSlope'),
    both: part('countSlope', 'countSlope'),
  };
}

/** The quantities of a claim, by what was decided of the one and of the other. */
function quantitiesOf(options: EstimatedClaimOptions): { readonly of: readonly number[]; readonly each: Bilinear }[] {
  const [group, reference] = favoured(options) as [EstimatedRate, EstimatedRate?];
  const own = ONE_WAY.filter((d) => isIn(options.rate[d]));
  if (reference === undefined) return own.map((d) => ({ of: [d], each: ofOne(group[d], options.hypothesis) }));
  return own.flatMap((d) => own.map((e) => ({ of: [d, e], each: ofTwo(group[d], reference[e], options.hypothesis) })));
}

/**
 * A claim about rates that need labels, made one about scores (confidence-based estimation, as `estimatedPerformance`): a true positive rate is the sum of scores of the selected over that of all, and "it is at least 0.8" says that score * (selected - 0.8) is at least 0 on average. A claim about two groups is one about
 * pairs of a person of each, score * score' * (selected - selected' + 0.05) for a difference of at least -0.05. Both lie within ends that are known, so that bounded means can be bet on (`blockMeanBets`).
 *
 * The claim is that it holds for some chances within the calibration error: rates are linear fractions of the mean chances of those predicted positive and of the rest, so the ends of the error are the farthest. Evidence against it is evidence under this assumption alone, which no score can test.
 *
 * @param options one coefficient, or two
 * @throws TribuneError `INVALID_ARGUMENT` on a claim that no scores can break, or that all break, or a calibration error outside 0..1
 * @example
 * const truePositive = [{ success: 0, successSlope: 0, count: 0, countSlope: 1 }, { success: 0, successSlope: 1, count: 0, countSlope: 1 }];
 * planEstimatedClaim({ rate: truePositive, hypothesis: { coefficients: [-1], bound: -0.8 }, calibrationError: 0 }).least // -0.8
 */
export function planEstimatedClaim(options: EstimatedClaimOptions): EstimatedClaim {
  const { rate, hypothesis, calibrationError } = options;
  demandProbability(calibrationError, 'calibrationError');
  const sides = hypothesis.coefficients.length;
  demand(sides === 1 || sides === 2, `the claim is about ${sides} rates`, 'Claim something of one group or of two.');
  rate.forEach((line, d) => {
    for (const [name, value] of Object.entries(line)) demandFinite(value as number, `rate[${d}].${name}`);
  });
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { each } of quantitiesOf(options))
    for (const [s, t] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ] as const) {
      const value = each.constant + each.first * s + each.second * t + each.both * s * t;
      [least, most] = [Math.min(least, value), Math.max(most, value)];
    }
  demand(
    least < 0 && most > 0,
    `the claim is one that all scores ${least >= 0 ? 'keep' : 'break'}`,
    'Pass a bound that some scores keep and others break, with room for the calibration error.',
  );
  const zero = -least / (most - least);
  return {
    ...options,
    kept: { coefficients: [-1], bound: -zero },
    broken: { coefficients: [1], bound: zero },
    least,
    most,
  };
}

/**
 * Sums of what a claim is about, scaled to 0..1, for `blockMeanBets` beside `kept` or `broken` of the plan. Of two groups they are those of as many pairs as the smaller one has people, on average over all ways to pair them, as `areaSums` has it.
 *
 * @param sides sums of the scores of the group, then of the reference
 * @throws TribuneError `INVALID_ARGUMENT` on impossible sums, or another number of groups than the claim has
 * @example estimatedClaimSums(plan, [[{ n: 50, sum: 10, sumOfSquares: 3 }, { n: 50, sum: 40, sumOfSquares: 33 }]]).n // 100
 */
export function estimatedClaimSums(plan: EstimatedClaim, sides: readonly ScoreSums[]): BoundedSums {
  const { hypothesis, least, most } = plan;
  demand(
    sides.length === hypothesis.coefficients.length,
    `there are sums of ${sides.length} groups and the claim is about ${hypothesis.coefficients.length}`,
    'Pass the sums of each group that the claim is about.',
  );
  for (const side of sides) demandSums(side, { coefficients: [1, 1] }, 'past');
  const people = sides.map(([against, decidedFor]) => against.n + decidedFor.n);
  const n = Math.min(...people);
  if (!(n > 0)) return { n: 0, sum: 0, sumOfSquares: 0 };
  let [mean, square] = [0, 0];
  for (const { of, each } of quantitiesOf(plan)) {
    const met = of.map((d, side) => sides[side]![d]!);
    const share = met.reduce((product, one, side) => (product * one.n) / people[side]!, 1);
    if (share === 0) continue;
    const [own, other] = met.map(momentsOf) as [Moments, Moments?];
    const found = averageOf(each, own, other ?? NOBODY);
    mean += share * found.mean;
    square += share * found.square;
  }
  const width = most - least;
  const scaled = Math.min(1, Math.max(0, (mean - least) / width));
  const squared = (square - 2 * least * mean + least * least) / (width * width);
  return { n, sum: n * scaled, sumOfSquares: n * Math.min(scaled, Math.max(scaled * scaled, squared)) };
}

interface Moments {
  readonly mean: number;
  readonly square: number;
}

const NOBODY: Moments = { mean: 0, square: 0 };
const momentsOf = ({ n, sum, sumOfSquares }: BoundedSums): Moments => ({ mean: sum / n, square: sumOfSquares / n });

/** Means of a bilinear quantity and of its square, over independent persons. */
function averageOf({ constant: k, first: f, second: g, both: h }: Bilinear, a: Moments, b: Moments): Moments {
  return {
    mean: k + f * a.mean + g * b.mean + h * a.mean * b.mean,
    square:
      k * k +
      f * f * a.square +
      g * g * b.square +
      h * h * a.square * b.square +
      2 * (k * f * a.mean + k * g * b.mean + (k * h + f * g) * a.mean * b.mean) +
      2 * (f * h * a.square * b.mean + g * h * a.mean * b.square),
  };
}

/** A rate as the scores of a group tell it: as they stand, and with the chances within the error that make it smallest and largest. */
export interface RateFromScores {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Squared standard error of what scores vary by chance (delta method). */
  readonly variance: number;
}

/**
 * @returns null where nobody would be in the denominator
 * @throws TribuneError `INVALID_ARGUMENT` on impossible sums
 * @example rateFromScores(truePositive, sums, 0.03) // { estimate: 0.8, lower: 0.72, upper: 0.87, variance: 0.0006 }
 */
export function rateFromScores(rate: EstimatedRate, sums: ScoreSums, calibrationError: number): RateFromScores | null {
  demandSums(sums, { coefficients: [1, 1] }, 'past');
  const estimate = rateOfSums(rate, sums);
  if (estimate === null) return null;
  const end = (side: number): number =>
    Math.min(1, Math.max(0, rateOfSums(movedRate(rate, calibrationError, side), sums) ?? estimate));
  const people = sums[0].n + sums[1].n;
  let [count, squares] = [0, 0];
  ONE_WAY.forEach((d) => {
    const { n, sum, sumOfSquares } = sums[d];
    const { success, successSlope, count: counted, countSlope } = rate[d];
    const [k, f] = [success - estimate * counted, successSlope - estimate * countSlope];
    count += counted * n + countSlope * sum;
    squares += k * k * n + 2 * k * f * sum + f * f * sumOfSquares;
  });
  return {
    estimate,
    lower: end(-1),
    upper: end(1),
    variance: Math.max(0, squares) / (count * count) + 1 / people ** 2,
  };
}

/** Successes over counts; null where the denominator is not above 0. */
function rateOfSums(rate: EstimatedRate, sums: ScoreSums): number | null {
  let [successes, counts] = [0, 0];
  for (const d of ONE_WAY) {
    const { n, sum } = sums[d];
    successes += rate[d].success * n + rate[d].successSlope * sum;
    counts += rate[d].count * n + rate[d].countSlope * sum;
  }
  return counts > 0 ? successes / counts : null;
}

/**
 * What a requirement bounds, from scores: an interval that may be looked at after every block and holds every calibration error within the stated one, as long as chance is that of a confidence sequence. Null where a rate is undefined.
 *
 * @param rates of the group, and of its reference where there is one
 * @throws TribuneError `INVALID_ARGUMENT` on a level out of range
 * @example estimatedSequence([group], 'value', { n: 400, level: 0.95 })
 */
export function estimatedSequence(
  [group, reference]: readonly (RateFromScores | null)[],
  compare: 'difference' | 'ratio' | 'value',
  { n, ...options }: SequenceOptions & { readonly n: number },
): (Interval & { readonly estimate: number }) | null {
  if (group == null || reference === null) return null;
  const z = sequenceCriticalValue(n, options);
  if (reference === undefined) {
    const half = z * Math.sqrt(group.variance);
    return { estimate: group.estimate, lower: Math.max(0, group.lower - half), upper: Math.min(1, group.upper + half) };
  }
  if (compare !== 'ratio') {
    const half = z * Math.sqrt(group.variance + reference.variance);
    return {
      estimate: group.estimate - reference.estimate,
      lower: Math.max(-1, group.lower - reference.upper - half),
      upper: Math.min(1, group.upper - reference.lower + half),
    };
  }
  const [a, b] = [group.estimate, reference.estimate];
  if (!(a > 0 && b > 0 && group.lower > 0 && reference.lower > 0)) return null;
  const half = z * Math.sqrt(group.variance / (a * a) + reference.variance / (b * b));
  return {
    estimate: a / b,
    lower: (group.lower / reference.upper) * Math.exp(-half),
    upper: (group.upper / reference.lower) * Math.exp(half),
  };
}
