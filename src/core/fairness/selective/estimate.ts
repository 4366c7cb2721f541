import type { Estimate } from '../../stats/base/index.js';
import { clopperPearson } from '../../stats/proportion/index.js';
import { undefinedEstimate } from '../metrics/evidence.js';
import { estimateMetric } from '../metrics/metrics.js';
import { type MetricOptions, metricSettings } from '../metrics/options.js';
import type { Group } from '../tally/groups.js';
import type { IntegerMetric, MetricName } from '../tally/types.js';
import { boundsOf, shareOf } from './bounds.js';
import { identification } from './identified.js';

/** How a metric is told where labels are seen only for people with one prediction. */
export interface SeenOptions extends MetricOptions {
  /** The prediction whose people get a label. */
  readonly seenFor: 0 | 1;
}

/**
 * A metric of a group where labels are seen only for people with one prediction: an estimate where it is about those people or about no label, otherwise
 * `undefined` with the bounds that all labels of the others leave. It is never computed from the labelled people in the place of everybody.
 *
 * @example
 * seenMetric(group, 'true_positive_rate', { favourable: 1, seenFor: 1 }).bounds; // { lower: 0.44, upper: 1 }
 */
export function seenMetric(group: Group, metric: MetricName, options: SeenOptions): Estimate {
  const { seenFor, ...rest } = options;
  const known = identification(metric, seenFor);
  if (known === 'unlabelled' || known === 'seen') return estimateMetric(group, metric, rest);
  const { level } = metricSettings(rest);
  const frame = { level, method: known === 'bounded' ? 'bounds, clopper-pearson' : 'none', n: group.n };
  const only = `labels are seen only for prediction ${seenFor}`;
  if (known === 'open') return undefinedEstimate({ ...frame, n: 0 }, `${only}, and this needs those of everyone`);
  const { lower, upper } = boundsOf(group, metric as IntegerMetric, options.favourable)!;
  const bounds = {
    lower: shareOf(lower),
    upper: shareOf(upper),
    outerLower: clopperPearson(lower, level)?.lower ?? null,
    outerUpper: clopperPearson(upper, level)?.upper ?? null,
  };
  return { ...undefinedEstimate(frame, reasonOf(only, bounds)), bounds };
}

const reasonOf = (only: string, { lower, upper }: { readonly lower: number | null; readonly upper: number | null }) =>
  lower === null || upper === null
    ? `${only}, and nobody is in the denominator`
    : `${only}: whatever those of the others are, it lies between ${lower.toFixed(4)} and ${upper.toFixed(4)}`;
