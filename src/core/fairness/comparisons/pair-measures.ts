import type { Estimate } from '../../stats/base/index.js';
import { standardizedDifferences } from '../../stats/moments/index.js';
import { newcombeDifference, type Proportion, wilson } from '../../stats/proportion/index.js';
import { judgedEstimate, undefinedEstimate } from '../metrics/evidence.js';
import { type MetricOptions, type MetricSettings, metricSettings } from '../metrics/options.js';
import { rateOf } from '../metrics/rates.js';
import type { Group } from '../tally/groups.js';
import { compareGroups } from './compare.js';
import { scoreMoments } from './compare-means.js';
import { moverSum } from './mover.js';

/** Names of the measures between a group and its reference; each is group minus (or over) reference, about the favourable outcome. */
export const PAIR_MEASURES = [
  'statistical_parity_difference',
  'disparate_impact',
  'average_odds_difference',
  'average_absolute_odds_difference',
  'standardized_mean_difference',
] as const;
export type PairMeasure = (typeof PAIR_MEASURES)[number];

/**
 * One measure of a group against its reference.
 *
 * - `statistical_parity_difference`, `disparate_impact`: difference and ratio of the favourable rates (Newcombe, Katz).
 * - `average_odds_difference`: mean of the two differences of favourable rates, among those whose label is favourable and among the others.
 *   Interval: MOVER over the four Wilson intervals (the four denominators share nobody).
 * - `average_absolute_odds_difference`: mean of their sizes; the interval adds both Newcombe intervals at half the error each (conservative).
 * - `standardized_mean_difference`: difference of mean scores over the pooled standard deviation (Cohen's d), normal interval. Not turned
 *   by `favourable`: positive means higher scores.
 */
export function pairMeasure(group: Group, reference: Group, measure: PairMeasure, options: MetricOptions): Estimate {
  const settings = metricSettings(options);
  switch (measure) {
    case 'statistical_parity_difference':
      return compareGroups(group, reference, 'favourable_rate', 'difference', settings);
    case 'disparate_impact':
      return compareGroups(group, reference, 'favourable_rate', 'ratio', settings);
    case 'standardized_mean_difference':
      return standardizedMeanDifference(group, reference, settings);
    default:
      return averageOdds(group, reference, measure, settings);
  }
}

interface OddsPair {
  readonly group: Proportion;
  readonly reference: Proportion;
}

/** Favourable rates among the people whose label is favourable, and among the others. */
function oddsPairs(group: Group, reference: Group, favourable: 0 | 1): OddsPair[] {
  const metrics = ['opportunity_rate', favourable === 1 ? 'false_positive_rate' : 'false_negative_rate'] as const;
  return metrics.map((metric) => ({
    group: rateOf(group, metric, favourable),
    reference: rateOf(reference, metric, favourable),
  }));
}

function averageOdds(group: Group, reference: Group, measure: PairMeasure, options: MetricSettings): Estimate {
  const pairs = oddsPairs(group, reference, options.favourable);
  const n = pairs.reduce((sum, pair) => sum + pair.group.n + pair.reference.n, 0);
  const signed = measure === 'average_odds_difference';
  const frame = { level: options.level, method: signed ? 'mover (wilson)' : 'newcombe, added', n };
  if (pairs.some((pair) => pair.group.n === 0 || pair.reference.n === 0)) {
    return undefinedEstimate(frame, '0/0: one of the groups has only one class');
  }
  const size = Math.min(...pairs.flatMap((pair) => [pair.group, pair.reference]).map((rate) => rate.nEff ?? rate.n));
  const values = signed ? signedMean(pairs, options.level) : absoluteMean(pairs, options.level);
  return judgedEstimate(frame, values, { size, minGroupSize: options.minGroupSize });
}

function signedMean(pairs: readonly OddsPair[], level: number) {
  const term = (rate: Proportion, factor: number) => ({
    factor,
    value: rate.successes / rate.n,
    ...wilson(rate, level)!,
  });
  return moverSum(pairs.flatMap((pair) => [term(pair.group, 0.5), term(pair.reference, -0.5)]));
}

function absoluteMean(pairs: readonly OddsPair[], level: number) {
  const halfError = 1 - (1 - level) / pairs.length;
  const parts = pairs.map((pair) => {
    const { lower, upper } = newcombeDifference(pair.group, pair.reference, halfError)!;
    const difference = pair.group.successes / pair.group.n - pair.reference.successes / pair.reference.n;
    const crossesZero = lower < 0 && upper > 0;
    return {
      estimate: Math.abs(difference),
      lower: crossesZero ? 0 : Math.min(Math.abs(lower), Math.abs(upper)),
      upper: Math.max(Math.abs(lower), Math.abs(upper)),
    };
  });
  const mean = (of: (part: (typeof parts)[number]) => number) =>
    parts.reduce((sum, part) => sum + of(part), 0) / parts.length;
  return { estimate: mean((p) => p.estimate), lower: mean((p) => p.lower), upper: mean((p) => p.upper) };
}

function standardizedMeanDifference(group: Group, reference: Group, options: MetricSettings): Estimate {
  const { level, minGroupSize } = options;
  const frame = { level, method: 'cohen d, normal', n: group.moments.n + reference.moments.n };
  const a = scoreMoments(group);
  const b = scoreMoments(reference);
  if (a === null || b === null) return undefinedEstimate(frame, 'nobody in one of the groups has a score');
  const smd = standardizedDifferences(a, b, { level });
  if (smd?.pooled == null) return undefinedEstimate(frame, 'the scores do not vary');
  const values = { estimate: smd.pooled, lower: smd.pooledInterval!.lower, upper: smd.pooledInterval!.upper };
  return judgedEstimate(frame, values, { size: Math.min(a.n, b.n), minGroupSize });
}
