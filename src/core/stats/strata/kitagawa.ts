import { demand } from '../base/check.js';
import type { Interval } from '../base/estimate.js';
import { effective, type Proportion } from '../proportion/proportion.js';
import type { BoundedSums } from '../sequential/mean-evidence.js';
import { criticalValue } from '../special/normal.js';

/** One stratum (a region, a product, a band of scores) at two times; or of two groups, to split a gap between them. */
export interface StratumChange {
  readonly before: Proportion;
  readonly after: Proportion;
}

/** The same of people who each have a value from 0 to 1, such as an amount on its range. */
export interface StratumMeanChange {
  readonly before: BoundedSums;
  readonly after: BoundedSums;
}

/** A part of a change, in units of a rate, with its interval. */
export interface ChangePart extends Interval {
  readonly estimate: number;
}

/** A change of a rate or of a gap, split into two parts that add up to it. */
export interface DecomposedChange {
  readonly total: ChangePart;
  /** What came from other shares of strata: other people. */
  readonly mix: ChangePart;
  /** What came from other rates within strata: other treatment of like people, or other people within a stratum. */
  readonly behaviour: ChangePart;
  /** Largest share of people, of a group at a time, in strata that it has at one of the times only; what they change is counted as mix. */
  readonly shareOnlyOnce: number;
}

/** Estimates and variances of the parts. */
interface Parts {
  mix: number;
  behaviour: number;
  total: number;
  mixVariance: number;
  behaviourVariance: number;
  totalVariance: number;
  shareOnlyOnce: number;
}

const MAX_STRATA = 10_000;

/**
 * Kitagawa's (1955, JASA 50, 1168-1194) decomposition of the change of a rate. With shares w and rates r of the strata, the rate is the sum of w r, and
 *
 * - mix = sum of (w after - w before) (r after + r before) / 2
 * - behaviour = sum of (r after - r before) (w after + w before) / 2
 *
 * add up to its change exactly, without a rest. A stratum that is empty at one time has no rate there; its rate at the other time stands in, so that its people count as mix. The intervals are those of the
 * delta method: shares multinomial, rates binomial with one observation of each kind added to their variance, people independent. Null where there is nobody at one of the times.
 *
 * It describes and does not explain: strata that were declared decide what counts as mix.
 *
 * @param strata the same strata at both times, whole counts
 * @throws TribuneError `INVALID_ARGUMENT` on no strata, impossible counts or sums of weights, or a level outside 0..1
 * @example
 * decomposeRateChange([
 *   { before: { successes: 40, n: 50 }, after: { successes: 16, n: 20 } },
 *   { before: { successes: 10, n: 50 }, after: { successes: 16, n: 80 } },
 * ], 0.95) // total -0.18, mix -0.18, behaviour 0
 */
export function decomposeRateChange(strata: readonly StratumChange[], level: number): DecomposedChange | null {
  const parts = partsOf(strata.map(({ before, after }) => ({ before: sumsOfRate(before), after: sumsOfRate(after) })));
  const z = criticalValue(level);
  return parts && shown(parts, z);
}

/**
 * The change of a mean of values from 0 to 1, split as that of a rate is, whose values are 0 and 1. Values within a stratum have the variance that they show, with one observation of each end added; `sum` and `sumOfSquares` need not be whole.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on no strata, sums that no values from 0 to 1 have, or a level outside 0..1
 * @example
 * decomposeMeanChange([
 *   { before: { n: 50, sum: 40, sumOfSquares: 34 }, after: { n: 20, sum: 16, sumOfSquares: 13.6 } },
 *   { before: { n: 50, sum: 10, sumOfSquares: 4 }, after: { n: 80, sum: 16, sumOfSquares: 6.4 } },
 * ], 0.95) // total -0.18, mix -0.18, behaviour 0
 */
export function decomposeMeanChange(strata: readonly StratumMeanChange[], level: number): DecomposedChange | null {
  const parts = partsOf(ofMeans(strata));
  const z = criticalValue(level);
  return parts && shown(parts, z);
}

/**
 * The change of a gap (group - reference) split into mix and behaviour: the decomposition of the group's change less that of the reference's, whose people are others. A gap may widen although both groups are treated as before, because other people came.
 *
 * @throws TribuneError `INVALID_ARGUMENT` where `decomposeRateChange` does
 * @example decomposeGapChange({ group: strataOfWomen, reference: strataOfMen }, 0.95)?.mix.estimate
 */
export function decomposeGapChange(
  strata: { readonly group: readonly StratumChange[]; readonly reference: readonly StratumChange[] },
  level: number,
): DecomposedChange | null {
  const ofRates = (side: readonly StratumChange[]) =>
    partsOf(side.map(({ before, after }) => ({ before: sumsOfRate(before), after: sumsOfRate(after) })));
  return ofGap([ofRates(strata.group), ofRates(strata.reference)], criticalValue(level));
}

/**
 * The same for a gap of means of values from 0 to 1.
 *
 * @throws TribuneError `INVALID_ARGUMENT` where `decomposeMeanChange` does
 * @example decomposeMeanGapChange({ group: amountsOfWomen, reference: amountsOfMen }, 0.95)?.mix.estimate
 */
export function decomposeMeanGapChange(
  strata: { readonly group: readonly StratumMeanChange[]; readonly reference: readonly StratumMeanChange[] },
  level: number,
): DecomposedChange | null {
  const [group, reference] = [partsOf(ofMeans(strata.group)), partsOf(ofMeans(strata.reference))];
  return ofGap([group, reference], criticalValue(level));
}

/** The parts of the group less those of the reference. */
function ofGap([group, reference]: readonly (Parts | null)[], z: number): DecomposedChange | null {
  if (group == null || reference == null) return null;
  return shown(
    {
      mix: group.mix - reference.mix,
      behaviour: group.behaviour - reference.behaviour,
      total: group.total - reference.total,
      mixVariance: group.mixVariance + reference.mixVariance,
      behaviourVariance: group.behaviourVariance + reference.behaviourVariance,
      totalVariance: group.totalVariance + reference.totalVariance,
      shareOnlyOnce: Math.max(group.shareOnlyOnce, reference.shareOnlyOnce),
    },
    z,
  );
}

function shown(parts: Parts, z: number): DecomposedChange {
  const part = (estimate: number, variance: number): ChangePart => {
    const half = z * Math.sqrt(Math.max(0, variance));
    return { estimate, lower: estimate - half, upper: estimate + half };
  };
  return {
    total: part(parts.total, parts.totalVariance),
    mix: part(parts.mix, parts.mixVariance),
    behaviour: part(parts.behaviour, parts.behaviourVariance),
    shareOnlyOnce: parts.shareOnlyOnce,
  };
}

/** Sum of weight * share and of weight * share squared, for the variance of a weighted sum of multinomial shares. */
const spreadOfShares = (square: number, mean: number, n: number): number => (square - mean * mean) / n;

/** A rate as a mean of values that are 0 or 1. */
function sumsOfRate(rate: Proportion): BoundedSums {
  effective(rate);
  const { n, successes } = rate;
  demand(
    Number.isSafeInteger(successes) && Number.isSafeInteger(n) && rate.nEff === undefined,
    `a decomposition needs whole counts, got ${successes} of ${n}`,
    'Pass counts of people, without sampling weights.',
  );
  return { n, sum: successes, sumOfSquares: successes };
}

/** Room for what sums of many values lose in rounding. */
const ROUNDING = 1e-9;

function ofMeans(strata: readonly StratumMeanChange[]): readonly StratumMeanChange[] {
  for (const { n, sum, sumOfSquares } of strata.flatMap(({ before, after }) => [before, after])) {
    const room = ROUNDING * Math.max(1, n);
    const isMean =
      Number.isSafeInteger(n) &&
      n >= 0 &&
      sumOfSquares >= -room &&
      sumOfSquares <= sum + room &&
      sum <= n + room &&
      sum * sum <= n * sumOfSquares + n * room;
    demand(
      isMean,
      `no ${n} values from 0 to 1 have the sum ${sum} and that of squares ${sumOfSquares}`,
      'Pass how many people have a value, the sum of the values on the scale from 0 to 1, and that of their squares.',
    );
  }
  return strata;
}

function partsOf(strata: readonly StratumMeanChange[]): Parts | null {
  demand(
    strata.length >= 1 && strata.length <= MAX_STRATA,
    `there are ${strata.length} strata`,
    `Pass 1 to ${MAX_STRATA} strata.`,
  );
  const sumOf = (at: 'before' | 'after'): BoundedSums =>
    strata.reduce(
      (all, { [at]: one }) => ({
        n: all.n + one.n,
        sum: all.sum + one.sum,
        sumOfSquares: all.sumOfSquares + one.sumOfSquares,
      }),
      { n: 0, sum: 0, sumOfSquares: 0 },
    );
  const sums = { before: sumOf('before'), after: sumOf('after') };
  const [before, after] = [sums.before.n, sums.after.n];
  if (before === 0 || after === 0) return null;
  const parts: Parts = {
    mix: 0,
    behaviour: 0,
    total: 0,
    mixVariance: 0,
    behaviourVariance: 0,
    totalVariance: 0,
    shareOnlyOnce: 0,
  };
  const once = { before: 0, after: 0 };
  // Sums over strata of share * level and share * level squared, of the mean rate (for mix) and of half the change of the rate (for behaviour).
  const level = { before: [0, 0], after: [0, 0] };
  const half = { before: [0, 0], after: [0, 0] };
  for (const stratum of strata) {
    const { before: first, after: second } = stratum;
    if (first.n === 0 && second.n === 0) continue;
    const shares = { before: first.n / before, after: second.n / after };
    const isOnce = first.n === 0 || second.n === 0;
    const [r0, r1] = [rateOr(first, second), rateOr(second, first)];
    const [v0, v1] = [varianceOf(first), varianceOf(second)];
    const moved = shares.after - shares.before;
    const held = (shares.after + shares.before) / 2;
    parts.mix += (moved * (r0 + r1)) / 2;
    parts.behaviour += (r1 - r0) * held;
    parts.mixVariance += (isOnce ? moved ** 2 : (moved / 2) ** 2) * (v0 + v1);
    if (!isOnce) parts.behaviourVariance += held ** 2 * (v0 + v1);
    for (const at of ['before', 'after'] as const) {
      if (isOnce) once[at] += shares[at];
      addShare(level[at], shares[at], (r0 + r1) / 2);
      addShare(half[at], shares[at], (r1 - r0) / 2);
    }
  }
  for (const [at, n] of [['before', before] as const, ['after', after] as const]) {
    parts.mixVariance += spreadOfShares(level[at][1]!, level[at][0]!, n);
    parts.behaviourVariance += spreadOfShares(half[at][1]!, half[at][0]!, n);
  }
  parts.total = sums.after.sum / after - sums.before.sum / before;
  parts.totalVariance = varianceOf(sums.before) + varianceOf(sums.after);
  parts.shareOnlyOnce = Math.max(once.before, once.after);
  return parts;
}

function addShare(sums: number[], share: number, weight: number): void {
  sums[0]! += share * weight;
  sums[1]! += share * weight * weight;
}

const rateOr = (own: BoundedSums, other: BoundedSums): number => (own.n > 0 ? own.sum / own.n : other.sum / other.n);

/** Variance of a mean with one observation of each end added, so that values that are all the same are not taken as certain; 0 for nobody, who has no mean. */
function varianceOf({ n, sum, sumOfSquares }: BoundedSums): number {
  if (n === 0) return 0;
  const mean = (sum + 1) / (n + 2);
  return Math.max(0, (sumOfSquares + 1) / (n + 2) - mean * mean) / n;
}
