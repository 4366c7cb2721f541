import type { GroupKey } from '../tally/types.js';
import { groupName, sortedByKey } from './group-order.js';
import {
  apartBy,
  type CriteriaStatement,
  calibrationAgainstBalance,
  type ObservedRates,
  parityAgainstErrorRates,
  parityAgainstPredictiveValues,
  predictiveParityAgainstErrorRates,
} from './impossibility-statements.js';
import { addCounts, NO_COUNTS, rateOfCounts } from './rates.js';
import { type LabelledCounts, RATE_TOLERANCE, type ScoreDistribution } from './types.js';

export interface ImpossibilityGroup {
  readonly key: GroupKey;
  readonly counts: LabelledCounts;
  /** Scores by label, all in [0, 1], for the statement about calibrated scores; without them it is `undefined`. */
  readonly distribution?: { readonly positives: ScoreDistribution; readonly negatives: ScoreDistribution } | null;
}

export interface ImpossibilityOptions {
  /** Groups with fewer labelled people are left out: their base rate is not known well enough to argue from. Default 1. */
  readonly minGroupSize?: number;
  /** Base rates (0..1) that differ by no more than this count as equal. Default 0, up to rounding. */
  readonly tolerance?: number;
}

export interface ImpossibilityResult {
  readonly status: 'ok' | 'undefined';
  readonly reason?: string;
  /** Share of label 1 in each group that was used. */
  readonly groups: readonly { readonly key: GroupKey; readonly n: number; readonly base_rate: number }[];
  readonly excluded: readonly { readonly key: GroupKey; readonly n: number; readonly reason: string }[];
  /** The two groups whose base rates differ most, between which every forced gap is widest. */
  readonly highest: GroupKey | null;
  readonly lowest: GroupKey | null;
  readonly baseRateDifference: number | null;
  readonly equalBaseRates: boolean;
  /** Whether no decision is wrong in any group. */
  readonly perfectPrediction: boolean;
  readonly statements: readonly CriteriaStatement[];
  /** Summary of all statements in one sentence. */
  readonly summary: string;
}

/** Base rates can differ only between at least two groups. */
const FEWEST_GROUPS = 2;

/**
 * Which fairness criteria can hold together at the base rates of these groups, and how large a gap the others force.
 *
 * Four statements: predictive parity against equal error rates (Chouldechova 2017), calibrated scores against balanced ones
 * (Kleinberg, Mullainathan, Raghavan 2016), equal selection against equal error rates and against equal predictive values
 * (Barocas, Hardt, Narayanan, Fairness and Machine Learning, chapter 3). The common rates put into each identity are those observed over all
 * groups together, so that the forced gap is in the user's own numbers.
 *
 * @param groups without the unknown group: it is in no comparison unless the policy says so
 * @returns status `undefined` when fewer than two groups have labelled people; a forced gap is `null` where its rates are
 * @example
 * impossibility([{ key: { sex: 'f' }, counts: { tp: 40, fp: 30, fn: 5, tn: 25 } }, { key: { sex: 'm' }, counts: { tp: 30, fp: 10, fn: 20, tn: 40 } }]);
 */
export function impossibility(
  groups: readonly ImpossibilityGroup[],
  options: ImpossibilityOptions = {},
): ImpossibilityResult {
  const { minGroupSize = 1, tolerance = 0 } = options;
  const sized = sortedByKey(groups).map((group) => ({ ...group, n: sizeOf(group.counts) }));
  const isUsed = ({ n }: { n: number }): boolean => n > 0 && n >= minGroupSize;
  const used = sized.filter(isUsed);
  const excluded = sized
    .filter((group) => !isUsed(group))
    .map(({ key, n }) => ({
      key,
      n,
      reason: n > 0 ? `fewer than ${minGroupSize} labelled people` : 'no labelled people',
    }));
  const rated = used.map(({ key, n, counts }) => ({ key, n, base_rate: (counts.tp + counts.fn) / n }));
  const perfectPrediction = used.length > 0 && used.every(({ counts }) => counts.fp === 0 && counts.fn === 0);
  if (rated.length < FEWEST_GROUPS) {
    const reason = 'fewer than two groups have enough labelled people';
    const none = { highest: null, lowest: null, baseRateDifference: null, equalBaseRates: false, perfectPrediction };
    return {
      status: 'undefined',
      reason,
      groups: rated,
      excluded,
      ...none,
      statements: [],
      summary: `Nothing can be said: ${reason}.`,
    };
  }
  const highest = rated.reduce((best, group) => (group.base_rate > best.base_rate ? group : best));
  const lowest = rated.reduce((best, group) => (group.base_rate < best.base_rate ? group : best));
  const baseRateDifference = highest.base_rate - lowest.base_rate;
  const equalBaseRates = baseRateDifference <= tolerance + RATE_TOLERANCE;
  const observed: ObservedRates = {
    ...pooledRates(used),
    high: { name: groupName(highest.key), baseRate: highest.base_rate },
    low: { name: groupName(lowest.key), baseRate: lowest.base_rate },
    equalBaseRates,
    perfectPrediction,
  };
  const statements = [
    predictiveParityAgainstErrorRates(observed),
    calibrationAgainstBalance(observed),
    parityAgainstErrorRates(observed),
    parityAgainstPredictiveValues(observed),
  ];
  return {
    status: 'ok',
    groups: rated,
    excluded,
    highest: highest.key,
    lowest: lowest.key,
    baseRateDifference,
    equalBaseRates,
    perfectPrediction,
    statements,
    summary: summarise(observed, statements),
  };
}

type PooledRates = Pick<
  ObservedRates,
  | 'truePositiveRate'
  | 'falsePositiveRate'
  | 'positivePredictiveValue'
  | 'negativePredictiveValue'
  | 'meanScoreOfPositives'
>;

function pooledRates(groups: readonly ImpossibilityGroup[]): PooledRates {
  const pooled = groups.reduce<LabelledCounts>((sum, { counts }) => addCounts(sum, counts), NO_COUNTS);
  return {
    truePositiveRate: rateOfCounts(pooled, 'true_positive_rate'),
    falsePositiveRate: rateOfCounts(pooled, 'false_positive_rate'),
    positivePredictiveValue: rateOfCounts(pooled, 'positive_predictive_value'),
    negativePredictiveValue: rateOfCounts(pooled, 'negative_predictive_value'),
    meanScoreOfPositives: meanScoreOfPositives(groups),
  };
}

/** Mean score of all positives; `null` unless every group has scores and all of them are probabilities. */
function meanScoreOfPositives(groups: readonly ImpossibilityGroup[]): number | null {
  let sum = 0;
  let people = 0;
  for (const { distribution } of groups) {
    if (distribution == null) return null;
    for (const { scores } of [distribution.positives, distribution.negatives]) {
      if (scores.length > 0 && (scores[0]! < 0 || scores[scores.length - 1]! > 1)) return null;
    }
    const { scores, counts, means = scores } = distribution.positives;
    for (let i = 0; i < scores.length; i++) {
      sum += means[i]! * counts[i]!;
      people += counts[i]!;
    }
  }
  return people > 0 ? sum / people : null;
}

function summarise({ equalBaseRates, high, low }: ObservedRates, statements: readonly CriteriaStatement[]): string {
  if (equalBaseRates)
    return 'The base rates are equal: calibration, equal error rates and parity can all hold together.';
  const widest = statements.find(({ forcedGap }) => forcedGap !== null);
  const decimals = apartBy(high.baseRate, low.baseRate);
  const rates = `Base rates differ (${high.name} ${high.baseRate.toFixed(decimals)}, ${low.name} ${low.baseRate.toFixed(decimals)})`;
  return `${rates}. ${widest === undefined ? 'The decisions are too few or too uniform to say what that forces.' : widest.sentence}`;
}

const sizeOf = ({ tp, fp, fn, tn }: LabelledCounts): number => tp + fp + fn + tn;
