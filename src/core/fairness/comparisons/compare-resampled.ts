import { plainEstimate, undefinedEstimate } from '../metrics/evidence.js';
import { resampledMetric } from '../metrics/metrics.js';
import type { MetricSettings } from '../metrics/options.js';
import { around, percentiles, resamplingMethod } from '../metrics/resampling.js';
import type { Group } from '../tally/groups.js';
import type { Compare, IntegerMetric, MetricName } from '../tally/types.js';
import { type Gap, untested } from './gap.js';

/** Difference or ratio of a metric without closed form: both groups are resampled independently, on streams that never meet. */
export function compareResampled(
  group: Group,
  reference: Group,
  question: { readonly metric: Exclude<MetricName, IntegerMetric | 'auc'>; readonly compare: Compare },
  options: MetricSettings,
): Gap {
  const a = resampledMetric(group, question.metric);
  const b = resampledMetric(reference, question.metric);
  // A difference has no upward bias to reflect, because the biases of the two groups cancel in part.
  const method = resamplingMethod({ ...a, biasedUpward: false }, options);
  const frame = { level: options.level, method, n: a.n + b.n };
  const reason = a.reason ?? b.reason;
  if (reason !== null) return untested(undefinedEstimate(frame, reason));
  const estimate = gap(a.estimate, b.estimate, question.compare);
  if (estimate === null) return untested(undefinedEstimate(frame, 'the reference is 0: no ratio to it'));
  const ours = a.replicates(options);
  const theirs = b.replicates(options, options.replicates);
  const gaps = ours.map((value, r) => gap(value, theirs[r]!, question.compare));
  return untested(plainEstimate(frame, { estimate, ...around(estimate, percentiles(gaps, options.level)) }));
}

function gap(a: number | null, b: number | null, compare: Compare): number | null {
  if (a === null || b === null) return null;
  if (compare === 'difference') return a - b;
  return b === 0 ? null : a / b;
}
