import { counted } from '../../base/counted.js';
import { aucFromDistribution, delongInterval } from '../../stats/auc/index.js';
import type { Estimate } from '../../stats/base/index.js';
import { wilson } from '../../stats/proportion/index.js';
import { binsNote, type Distribution } from '../tally/distribution.js';
import type { Group } from '../tally/groups.js';
import type { IntegerMetric, MetricName } from '../tally/types.js';
import { compositeMetric } from './composite-metrics.js';
import { type EvidenceFrame, evidenceSize, judgedEstimate, peopleIn, undefinedEstimate } from './evidence.js';
import { type MetricOptions, type MetricSettings, metricSettings } from './options.js';
import { isIntegerMetric, rateOf } from './rates.js';
import { around, percentiles, type ResampledMetric, reflected, resamplingMethod } from './resampling.js';
import { scoreMetric } from './score-metrics.js';

/** Why AUC has no interval under sampling weights (contracts, Policy, Weights). */
export const NO_DELONG_WEIGHTS = "DeLong's variance has no form for sampling weights";

/**
 * One metric of one group with its interval: Wilson for rates, DeLong for AUC, multinomial bootstrap over cells for the others.
 * 0/0 is `undefined` with a reason, never 0.
 *
 * @example estimateMetric(group, 'true_positive_rate', { favourable: 1 })
 */
export function estimateMetric(group: Group, metric: MetricName, options: MetricOptions): Estimate {
  return estimateSettled(group, metric, metricSettings(options));
}

function estimateSettled(group: Group, metric: MetricName, options: MetricSettings): Estimate {
  if (isIntegerMetric(metric)) return rateEstimate(group, metric, options);
  const evidence = { size: evidenceSize(group, metric, options.favourable), minGroupSize: options.minGroupSize };
  if (metric === 'auc') return aucEstimate(group, options, evidence);
  return resampledEstimate(resampledMetric(group, metric), options, evidence);
}

/** The metrics that have no closed-form interval. */
export function resampledMetric(group: Group, metric: Exclude<MetricName, IntegerMetric | 'auc'>): ResampledMetric {
  if (metric === 'balanced_accuracy' || metric === 'f1') return compositeMetric(group, metric);
  return scoreMetric(group, metric);
}

/** The value of a metric without its interval; null where it is undefined. */
export function pointEstimate(group: Group, metric: MetricName, favourable: 0 | 1): number | null {
  if (isIntegerMetric(metric)) {
    const rate = rateOf(group, metric, favourable);
    return rate.n === 0 ? null : rate.successes / rate.n;
  }
  if (metric !== 'auc') return resampledMetric(group, metric).estimate;
  if (group.distribution === null || group.weightKind === 'sampling') return null;
  return aucFromDistribution(group.distribution.positives, group.distribution.negatives).auc;
}

function resampledEstimate(
  metric: ResampledMetric,
  options: MetricSettings,
  evidence: { readonly size: number; readonly minGroupSize: number },
): Estimate {
  const frame = { level: options.level, method: resamplingMethod(metric, options), n: metric.n };
  const { estimate } = metric;
  if (estimate === null) return undefinedEstimate(frame, metric.reason ?? 'not estimable');
  if (evidence.size < evidence.minGroupSize) {
    // Resampling a few people says nothing about the people whom they stand for; the reason of the status says that they are too few.
    return judgedEstimate({ ...frame, method: 'none' }, { estimate, lower: null, upper: null }, evidence);
  }
  const bounds = percentiles(metric.replicates(options), options.level);
  const unbiased = metric.biasedUpward ? reflected(estimate, bounds) : bounds;
  return judgedEstimate(frame, { estimate, ...around(estimate, unbiased) }, evidence);
}

/** Several metrics of one group, by name. */
export function estimateMetrics(
  group: Group,
  metrics: readonly MetricName[],
  options: MetricOptions,
): Record<string, Estimate> {
  const settings = metricSettings(options);
  return Object.fromEntries(metrics.map((metric) => [metric, estimateSettled(group, metric, settings)]));
}

function rateEstimate(group: Group, metric: IntegerMetric, options: MetricSettings): Estimate {
  const rate = rateOf(group, metric, options.favourable);
  const frame: EvidenceFrame = { level: options.level, method: 'wilson', n: rate.n };
  const interval = wilson(rate, options.level);
  if (rate.n === 0 || interval === null) return undefinedEstimate(frame, emptyDenominator(group, metric));
  const evidence = { size: rate.nEff ?? rate.n, minGroupSize: options.minGroupSize };
  return judgedEstimate(frame, { estimate: rate.successes / rate.n, ...interval }, evidence);
}

/** Says in plain words which people are missing. */
function emptyDenominator(group: Group, metric: IntegerMetric): string {
  const { tp, fp, fn, tn } = group.counts;
  if (group.n === 0) return '0/0: the group is empty';
  if (metric === 'selection_rate' || metric === 'favourable_rate') return '0/0: the group is empty';
  if (tp + fp + fn + tn === 0) return '0/0: no row of the group has a label';
  return `0/0: the group has nobody in the denominator of ${metric}`;
}

function aucEstimate(
  group: Group,
  options: MetricSettings,
  evidence: { size: number; minGroupSize: number },
): Estimate {
  const frame = { level: options.level, method: 'delong', n: group.moments.labelled };
  const { distribution } = group;
  if (distribution === null) return undefinedEstimate(frame, 'no scores are kept for this group');
  const noted = { ...frame, method: `delong${binsNote(distribution)}` };
  const { auc, variance } = aucFromDistribution(distribution.positives, distribution.negatives);
  if (auc === null) return undefinedEstimate(noted, oneClassOnly(distribution));
  // The value itself is that of the weighted people; only its interval has no form.
  if (group.weightKind === 'sampling') return { ...undefinedEstimate(noted, NO_DELONG_WEIGHTS), estimate: auc };
  const interval = delongInterval(auc, variance, options.level);
  return judgedEstimate(
    noted,
    { estimate: auc, lower: interval?.lower ?? null, upper: interval?.upper ?? null },
    evidence,
  );
}

function oneClassOnly(distribution: Distribution): string {
  const positives = peopleIn(distribution.positives);
  const negatives = peopleIn(distribution.negatives);
  if (positives + negatives === 0) return 'no row with a score has a label';
  return `only one class: ${counted(positives, 'person')} with label 1 and ${negatives} with label 0 have a score`;
}
