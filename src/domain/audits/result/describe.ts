import {
  calibrationBins,
  chooseReference,
  compareFamily,
  compositeDisparities,
  disparity,
  type Group,
  groupTally,
  type MetricOptions,
} from '../../../core/fairness/index.js';
import { identification } from '../../../core/fairness/selective/index.js';
import {
  COMPOSITE_METRICS,
  INTEGER_METRICS,
  type MetricName,
  SCORE_METRICS,
  type Tally,
} from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/index.js';
import { type Estimate, kishEffectiveSize } from '../../../core/stats/index.js';
import { type Estimator, estimatorOf } from '../../seen-labels/index.js';
import { attributeSets, declaredReference } from './compared.js';
import type { AuditResult, GroupResult } from './result.js';

/** Metrics with a test between two groups (contracts, Audit result, `comparisons`). */
const COMPARED_AS_BOTH: readonly MetricName[] = INTEGER_METRICS;
const COMPARED_AS_DIFFERENCE: readonly MetricName[] = ['auc', 'mean_score'];

export function metricOptions(policy: Policy): MetricOptions {
  return {
    favourable: policy.data.favourable,
    level: policy.statistics.level,
    minGroupSize: policy.data.minGroupSize,
    seed: policy.statistics.seed,
    replicates: policy.statistics.replicates,
  };
}

/** Describes every group: metrics, comparisons with the reference, disparities, calibration. */
export function describeGroups(
  tally: Tally,
  policy: Policy,
): Pick<AuditResult, 'overall' | 'groups' | 'comparisons' | 'disparities' | 'calibration'> {
  const options = metricOptions(policy);
  const metrics = metricsOf(tally, policy);
  const compared = metrics.filter((metric) => isEstimated(metric, policy));
  const overall = groupTally(tally, [])[0]!;
  const sets = attributeSets(policy).map((by) => ({ by, groups: groupTally(tally, by) }));
  return {
    overall: {
      n: overall.n,
      ...sampleOf(overall),
      counts: overall.counts,
      metrics: estimates(overall, metrics, estimatorOf(policy, tally, [], options)),
    },
    groups: sets.flatMap(({ by, groups }) => {
      const estimator = estimatorOf(policy, tally, by, options);
      return groups.map((group) => describeGroup(group, metrics, estimator));
    }),
    comparisons: sets.flatMap(({ by, groups }) => compareAll(by, groups, compared, policy)),
    disparities: sets.flatMap(({ by, groups }) => disparitiesOf(by, groups, compared, policy)),
    ...(tally.score.kind === 'none' || policy.data.seenFor !== undefined
      ? {}
      : {
          calibration: sets.flatMap(({ by, groups }) =>
            groups.map((g) => ({ by, group: g.key, bins: calibrationBins(g, undefined, options.level) })),
          ),
        }),
  };
}

/** Metrics that the data allow: without a label only those that need none, without a score no score metrics. */
function metricsOf(tally: Tally, policy: Policy): readonly MetricName[] {
  const unlabelled: readonly MetricName[] = ['selection_rate', 'favourable_rate'];
  const rates = policy.data.label === null ? unlabelled : [...INTEGER_METRICS, ...COMPOSITE_METRICS];
  if (tally.score.kind === 'none') return rates;
  return [...rates, ...(policy.data.label === null ? (['mean_score'] as const) : SCORE_METRICS)];
}

/** Whether the labels that there are determine a metric. */
function isEstimated(metric: MetricName, { data }: Policy): boolean {
  if (data.seenFor === undefined) return true;
  const known = identification(metric, data.seenFor);
  return known === 'unlabelled' || known === 'seen';
}

const estimates = (group: Group, metrics: readonly MetricName[], estimate: Estimator): Record<string, Estimate> =>
  Object.fromEntries(metrics.map((metric) => [metric, estimate(group, metric)]));

/** With sampling weights, the number of people that the sum of weights was made from. */
function sampleOf({ weightKind, n, rows, squares }: Group): { rows?: number; effectiveN?: number } {
  if (weightKind !== 'sampling') return {};
  const { tp, fp, fn, tn, unlabelled } = squares;
  return { rows, effectiveN: kishEffectiveSize(n, tp + fp + fn + tn + unlabelled) };
}

function describeGroup(group: Group, metrics: readonly MetricName[], estimator: Estimator): GroupResult {
  return {
    attributes: group.key,
    n: group.n,
    ...sampleOf(group),
    counts: group.counts,
    metrics: estimates(group, metrics, estimator),
  };
}

function compareAll(
  by: readonly string[],
  groups: readonly Group[],
  metrics: readonly MetricName[],
  policy: Policy,
): AuditResult['comparisons'] {
  const includeUnknown = policy.data.unknown === 'compare';
  const reference = chooseReference(groups, declaredReference(policy, by), { includeUnknown });
  if (reference === null) return [];
  const options = { ...metricOptions(policy), multiplicity: policy.statistics.multiplicity, includeUnknown };
  return metrics
    .filter((metric) => COMPARED_AS_BOTH.includes(metric) || COMPARED_AS_DIFFERENCE.includes(metric))
    .flatMap((metric) => compareFamily(groups, reference, metric, options));
}

function disparitiesOf(
  by: readonly string[],
  groups: readonly Group[],
  metrics: readonly MetricName[],
  policy: Policy,
): AuditResult['disparities'] {
  const options = { ...metricOptions(policy), includeUnknown: policy.data.unknown === 'compare' };
  return [
    ...metrics.flatMap((metric) => [
      disparity(groups, metric, 'difference', options),
      disparity(groups, metric, 'ratio', options),
    ]),
    ...(policy.data.seenFor !== undefined
      ? []
      : compositeDisparities(groups, chooseReference(groups, declaredReference(policy, by), options), options)),
  ];
}
