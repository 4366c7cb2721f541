import { TribuneError } from '../../base/errors.js';
import { isIntegerMetric } from '../../fairness/metrics/index.js';
import type { ConfusionCounts, Group, GroupKey, MetricName } from '../../fairness/tally/index.js';
import { criticalValue, wilsonSize } from '../../stats/index.js';
import { REMEDY } from '../accepted/contradiction.js';
import type { BaselineAudit, BaselineEstimate, BaselineGroup } from '../accepted/read.js';
import { groupText } from '../sections/text.js';
import type { Policy } from '../sections/types.js';
import { aucLimits } from './limits.js';
import type { Limits } from './mover.js';
import { type Evidence, type Subject, subjectOf } from './subject.js';

/** What the accepted audit must agree with itself to: estimates are ratios of its counts, printed in full. */
const SAME = 1e-9;

/** The group of an accepted audit with these values; null where it has none. `{}` is everyone. */
export function acceptedGroup({ groups, overall }: BaselineAudit, key: GroupKey): BaselineGroup | null {
  const names = Object.keys(key);
  if (names.length === 0) return overall === undefined ? null : { attributes: {}, ...overall };
  const isIt = ({ attributes }: BaselineGroup) =>
    Object.keys(attributes).length === names.length &&
    names.every((name) => Object.hasOwn(attributes, name) && attributes[name] === key[name]);
  return groups.find(isIt) ?? null;
}

/**
 * The metric of a group in an accepted audit, in the form that intervals need. Rates, balanced accuracy and F1 come from its counts;
 * under sampling weights the effective size of a rate is that which its Wilson interval shows. The other metrics have what the audit
 * reported: the variance of an AUC from DeLong's interval, else the interval, stretched to the level asked for. Null where undefined.
 *
 * @throws TribuneError `BASELINE_INVALID` where counts and estimate contradict each other
 */
export function acceptedSubject(
  group: BaselineGroup,
  metric: MetricName,
  policy: Pick<Policy, 'data' | 'statistics'>,
  weightKind: 'none' | 'count' | 'sampling',
): Subject | null {
  const estimate = group.metrics[metric];
  if (estimate === undefined || estimate.estimate === null) return null;
  const counted = weightKind === 'sampling' ? null : countedSubject(group, metric, policy);
  if (counted !== null) {
    if (Math.abs((counted.value ?? Number.NaN) - estimate.estimate) <= SAME) return counted;
    throw new TribuneError(
      'BASELINE_INVALID',
      `the baseline contradicts itself: ${metric} of ${groupText(group.attributes)} is not what its counts give`,
      { remedy: REMEDY },
    );
  }
  const evidence = reportedEvidence(group, metric, { ...estimate, estimate: estimate.estimate });
  const size = sizeOf(group, metric, estimate, evidence);
  return {
    key: group.attributes,
    people: group.n ?? estimate.n,
    n: estimate.n,
    sufficient: size >= policy.data.minGroupSize,
    value: estimate.estimate,
    evidence,
    members: [],
  };
}

const NOBODY: ConfusionCounts = { tp: 0, fp: 0, fn: 0, tn: 0, unlabelled: 0 };

/** The metric from counts of people; null for metrics that counts do not give, and where the audit carries none. */
function countedSubject(
  { attributes, counts, metrics, n }: BaselineGroup,
  metric: MetricName,
  policy: Pick<Policy, 'data' | 'statistics'>,
): Subject | null {
  const isCounted = isIntegerMetric(metric) || metric === 'balanced_accuracy' || metric === 'f1';
  if (!isCounted || counts === undefined) return null;
  const people = counts.tp + counts.fp + counts.fn + counts.tn + counts.unlabelled;
  const selected = (metrics.selection_rate?.estimate ?? 0) * people;
  const group: Group = {
    key: attributes,
    known: true,
    n: n ?? people,
    rows: people,
    weightKind: 'none',
    counts,
    // The audit tells the unlabelled people apart only by how many people were selected in all.
    selectedUnlabelled: Math.max(0, Math.round(selected) - counts.tp - counts.fp),
    squares: { ...NOBODY, selectedUnlabelled: 0 },
    moments: { n: 0, squares: 0, mean: null, variance: null, labelled: 0, labelledSquares: 0, meanSquaredError: null },
    distribution: null,
  };
  return subjectOf(group, metric, policy);
}

type Reported = Omit<BaselineEstimate, 'estimate'> & { readonly estimate: number };

function reportedEvidence(group: BaselineGroup, metric: MetricName, reported: Reported): Evidence {
  const { estimate, lower, upper, level, n, method } = reported;
  if (isIntegerMetric(metric)) {
    const nEff = lower === null || upper === null ? null : wilsonSize(estimate, { lower, upper }, level);
    return nEff === null || method !== 'wilson'
      ? { kind: 'limits', value: estimate, at: stretched(reported), method: method ?? 'reported' }
      : { kind: 'rate', rate: { successes: estimate * n, n, nEff } };
  }
  if (metric === 'auc') {
    const variance = delongVariance(reported);
    return { kind: 'limits', ...aucLimits({ auc: estimate, variance }, smallerClass(group, n)) };
  }
  return { kind: 'limits', value: estimate, at: stretched(reported), method: 'reported' };
}

/** The variance that DeLong's interval was made of, from the end that was not cut off at 0 or 1. */
function delongVariance({ estimate, lower, upper, level }: Reported): number | null {
  if (lower === null || upper === null) return null;
  return (Math.max(estimate - lower, upper - estimate) / criticalValue(level)) ** 2;
}

const smallerClass = ({ counts }: BaselineGroup, n: number): number =>
  counts === undefined ? n : Math.min(counts.tp + counts.fn, counts.fp + counts.tn);

/** The reported interval at another level, as if it were normal on either side. */
function stretched({ estimate, lower, upper, level }: Reported): (level: number) => Limits | null {
  return (asked) => {
    if (lower === null || upper === null) return null;
    const wider = criticalValue(asked) / criticalValue(level);
    return { estimate, lower: estimate - (estimate - lower) * wider, upper: estimate + (upper - estimate) * wider };
  };
}

/** The people that the metric rested on, to be held against `minGroupSize`. */
function sizeOf(group: BaselineGroup, metric: MetricName, { n, status }: BaselineEstimate, evidence: Evidence): number {
  if (status === 'insufficient') return 0;
  if (evidence.kind === 'rate') return evidence.rate.nEff ?? n;
  return metric === 'auc' ? Math.min(n, smallerClass(group, n)) : n;
}
