import { estimateMetric, type Group, type MetricOptions } from '../../core/fairness/index.js';
import {
  type DrawnGroup,
  drawnGroups,
  explorationColumn,
  exploredRate,
  identification,
  seenMetric,
} from '../../core/fairness/selective/index.js';
import type { GroupKey, IntegerMetric, MetricName, Tally } from '../../core/fairness/tally/index.js';
import type { Policy } from '../../core/policy/index.js';
import type { Estimate } from '../../core/stats/index.js';

/** Makes the estimates of an audit's groups. */
export type Estimator = (group: Group, metric: MetricName) => Estimate;

const keyText = (key: GroupKey): string => JSON.stringify(Object.entries(key));

/** The people of each group whose label was given by lot; null where the policy declares no lot, or the tally does not carry it. */
export function lotsOf(policy: Policy, tally: Tally, by: readonly string[]): DrawnGroup[] | null {
  const { seenFor, explored, numbers } = policy.data;
  if (seenFor === undefined || explored === undefined) return null;
  const column = explorationColumn(explored);
  if (column !== null && !tally.attributes.includes(column)) return null;
  return drawnGroups(tally, by, { seenFor, exploration: explored, decimal: numbers?.decimal ?? 'point' });
}

/**
 * How the metrics of an audit are told of the groups of some attributes: as everywhere, or where labels are seen for one prediction only, by
 * what the labels determine, by a lot among the others, or by bounds.
 */
export function estimatorOf(policy: Policy, tally: Tally, by: readonly string[], options: MetricOptions): Estimator {
  const { seenFor, favourable } = policy.data;
  if (seenFor === undefined) return (group, metric) => estimateMetric(group, metric, options);
  const lots = lotsOf(policy, tally, by);
  const drawn = new Map((lots ?? []).map((group) => [keyText(group.key), group]));
  return (group, metric) => {
    const own = drawn.get(keyText(group.key));
    if (own === undefined || identification(metric, seenFor) !== 'bounded')
      return seenMetric(group, metric, { ...options, seenFor });
    return exploredEstimate(own, metric as IntegerMetric, { favourable, seenFor }, policy);
  };
}

function exploredEstimate(
  group: DrawnGroup,
  metric: IntegerMetric,
  options: { readonly favourable: 0 | 1; readonly seenFor: 0 | 1 },
  { data, statistics: { level } }: Policy,
): Estimate {
  const rate = exploredRate(group, metric, options)!;
  const frame = { level, method: 'inverse propensity (hajek), korn-graubard', n: group.decided + group.others };
  const nothing = { estimate: null, lower: null, upper: null, ...frame, status: 'undefined' as const };
  const limits = rate.at(level);
  if (rate.bounds === null || limits === null) return { ...nothing, reason: 'nobody in the denominator has a label' };
  if (rate.value === null)
    return {
      ...nothing,
      reason: `${group.never} people had no chance to be labelled, or nobody was: it is known within bounds`,
      bounds: { ...rate.bounds, outerLower: limits.lower, outerUpper: limits.upper },
    };
  const estimate = { estimate: rate.value, ...limits, ...frame };
  if (rate.size >= data.minGroupSize) return { ...estimate, status: 'ok' };
  const size = Math.round(rate.size * 10) / 10;
  return {
    ...estimate,
    status: 'insufficient',
    reason: `rests on an effective size of ${size}, fewer than the ${data.minGroupSize} people that the policy asks for`,
  };
}
