import { aucFromDistribution, delongDifference } from '../../stats/auc/index.js';
import { evidenceSize, plainEstimate, tooFew, undefinedEstimate } from '../metrics/evidence.js';
import { NO_DELONG_WEIGHTS } from '../metrics/metrics.js';
import { type MetricOptions, type MetricSettings, metricSettings } from '../metrics/options.js';
import { isIntegerMetric, rateOf } from '../metrics/rates.js';
import { binsNote } from '../tally/distribution.js';
import type { Group } from '../tally/groups.js';
import type { Compare, Comparison, IntegerMetric, MetricName } from '../tally/types.js';
import { compareMeans } from './compare-means.js';
import { compareProportions } from './compare-proportions.js';
import { compareResampled } from './compare-resampled.js';
import { type Gap, untested } from './gap.js';

/**
 * One group against a reference: difference = group - reference, ratio = group / reference. p-value not yet adjusted.
 *
 * Rates: Newcombe's interval of the difference, Katz's of the ratio (Koopman's where Katz's does not exist or has no width), the test of
 * `twoProportionTest`. AUC: DeLong. Mean score: Welch (normal with sampling weights). Everything else: independent bootstraps of both groups,
 * no test. `insufficient` when either side rests on fewer than `minGroupSize` people.
 *
 * @example compareGroups(black, white, 'false_positive_rate', 'difference', options)
 */
export function compareGroups(
  group: Group,
  reference: Group,
  metric: MetricName,
  compare: Compare,
  options: MetricOptions,
): Comparison {
  const settings = metricSettings(options);
  const gap = gapOf(group, reference, { metric, compare }, settings);
  return {
    ...withStatus(gap, [group, reference], metric, settings),
    metric,
    by: Object.keys(group.key),
    compare,
    group: group.key,
    reference: reference.key,
    adjustedPValue: null,
  };
}

interface Question {
  readonly metric: MetricName;
  readonly compare: Compare;
}

function gapOf(group: Group, reference: Group, { metric, compare }: Question, options: MetricSettings): Gap {
  if (isIntegerMetric(metric)) return compareRates(group, reference, { metric, compare }, options);
  if (metric === 'auc') return compare === 'difference' ? compareAuc(group, reference, options) : noAucRatio(options);
  if (metric === 'mean_score' && compare === 'difference') return compareMeans(group, reference, options);
  return compareResampled(group, reference, { metric, compare }, options);
}

function compareRates(
  group: Group,
  reference: Group,
  question: { readonly metric: IntegerMetric; readonly compare: Compare },
  options: MetricSettings,
): Gap {
  const a = rateOf(group, question.metric, options.favourable);
  const b = rateOf(reference, question.metric, options.favourable);
  return compareProportions(a, b, { ...question, level: options.level });
}

function compareAuc(group: Group, reference: Group, options: MetricSettings): Gap {
  const frame = { level: options.level, method: 'delong', n: group.moments.labelled + reference.moments.labelled };
  const [a, b] = [group.distribution, reference.distribution];
  if (a === null || b === null) return untested(undefinedEstimate(frame, 'no scores are kept for one of the groups'));
  const noted = { ...frame, method: `delong${binsNote(a)}` };
  if (group.weightKind === 'sampling') return untested(undefinedEstimate(noted, NO_DELONG_WEIGHTS));
  const ours = aucFromDistribution(a.positives, a.negatives);
  const theirs = aucFromDistribution(b.positives, b.negatives);
  const { difference, interval, pValue } = delongDifference(ours, theirs, options.level);
  if (difference === null) return untested(undefinedEstimate(noted, 'only one class in one of the groups'));
  const values = { estimate: difference, lower: interval?.lower ?? null, upper: interval?.upper ?? null };
  return { ...plainEstimate(noted, values), test: pValue === null ? null : 'delong z', pValue };
}

function noAucRatio(options: MetricSettings): Gap {
  const reason = 'a ratio of AUCs has no meaning: without any skill an AUC is one half, not 0';
  return untested(undefinedEstimate({ level: options.level, method: 'none', n: 0 }, reason));
}

/** Sets the status `insufficient` where a side is too small, and says which one. */
function withStatus(gap: Gap, sides: readonly [Group, Group], metric: MetricName, options: MetricSettings): Gap {
  if (gap.status === 'undefined') return gap;
  const [group, reference] = sides.map((side) => evidenceSize(side, metric, options.favourable)) as [number, number];
  const least = Math.min(group, reference);
  if (least >= options.minGroupSize) return gap;
  const side = group <= reference ? 'the group' : 'the reference';
  return { ...gap, status: 'insufficient', reason: `${side} ${tooFew(least, options.minGroupSize)}` };
}
