import { evidenceSize } from '../../fairness/evidence.js';
import type { Group } from '../../fairness/groups.js';
import { NO_DELONG_WEIGHTS } from '../../fairness/metrics.js';
import { isIntegerMetric, rateOf } from '../../fairness/rates.js';
import type { GroupKey, MetricName } from '../../fairness/types.js';
import { type AucEstimate, aucFromDistribution, type Proportion, wilson } from '../../stats/index.js';
import { needsScore } from '../metric-needs.js';
import type { Policy } from '../types.js';
import { compositeLimits, scoreLimits } from './limits.js';
import type { Limits } from './mover.js';

/** What is known of a metric in one group, in the form that its intervals need. */
export type Evidence =
  | { readonly kind: 'rate'; readonly rate: Proportion }
  | {
      readonly kind: 'auc';
      readonly auc: AucEstimate;
      /** Why there is no variance, where the data are not at fault. */
      readonly hindrance?: string;
    }
  | {
      readonly kind: 'limits';
      readonly value: number | null;
      readonly at: (level: number) => Limits | null;
      readonly method: string;
    };

/** One side of a comparison: a group, or several pooled into one. */
export interface Subject {
  readonly key: GroupKey;
  /** All people of the group. */
  readonly people: number;
  /** The metric's own denominator; people, or sum of weights. */
  readonly n: number;
  /** Reaches `minGroupSize` (with sampling weights the effective size does). */
  readonly sufficient: boolean;
  /** Null where the metric is undefined in the group. */
  readonly value: number | null;
  readonly evidence: Evidence;
  /** The groups in a pool; empty for a group of its own. */
  readonly members: readonly GroupKey[];
}

/** Measures a metric in a group. */
export function subjectOf(
  group: Group,
  metric: MetricName,
  policy: Pick<Policy, 'data' | 'statistics'>,
  members: readonly GroupKey[] = [],
): Subject {
  const { favourable, minGroupSize } = policy.data;
  const size = evidenceSize(group, metric, favourable);
  const sufficient = size >= minGroupSize;
  const measured = evidenceOf(group, metric, policy);
  const evidence = sufficient ? measured : cautious(measured, metric, size);
  return {
    key: group.key,
    people: group.n,
    n: evidence.kind === 'rate' ? evidence.rate.n : size,
    sufficient,
    value: measuredValue(evidence),
    evidence,
    members,
  };
}

function evidenceOf(group: Group, metric: MetricName, policy: Pick<Policy, 'data' | 'statistics'>): Evidence {
  if (isIntegerMetric(metric)) return { kind: 'rate', rate: rateOf(group, metric, policy.data.favourable) };
  if (metric === 'balanced_accuracy' || metric === 'f1') return { kind: 'limits', ...compositeLimits(group, metric) };
  if (metric !== 'auc') return { kind: 'limits', ...scoreLimits(group, metric, policy) };
  const { distribution } = group;
  const auc =
    distribution === null
      ? { auc: null, variance: null }
      : aucFromDistribution(distribution.positives, distribution.negatives);
  if (group.weightKind !== 'sampling') return { kind: 'auc', auc };
  // DeLong's variance counts people; with sampling weights it has no meaning (contracts, Policy, Weights).
  return { kind: 'auc', auc: { ...auc, variance: null }, hindrance: NO_DELONG_WEIGHTS };
}

/**
 * Evidence of a group too small to judge, whose interval can still fail a requirement: it must hold for few people too. Score intervals do.
 * DeLong's does not (five people ranked well have hardly any variance), but the variance of an AUC is at most A (1 - A) / m with m the smaller
 * class, whatever the distributions (Birnbaum and Klose 1957), which is that of a share of m people: Wilson's interval. Means and bootstraps
 * have no such bound and are only listed.
 */
function cautious(evidence: Evidence, metric: MetricName, size: number): Evidence {
  if (evidence.kind === 'auc') {
    const { auc } = evidence.auc;
    return { kind: 'limits', value: auc, at: birnbaumKlose(auc, size), method: 'mover(wilson of the smaller class)' };
  }
  return evidence.kind === 'limits' && needsScore(metric) ? { ...evidence, at: () => null } : evidence;
}

function birnbaumKlose(auc: number | null, smallerClass: number): (level: number) => Limits | null {
  return (level) => {
    if (auc === null || smallerClass <= 0) return null;
    const interval = wilson({ successes: auc * smallerClass, n: smallerClass }, level);
    return interval === null ? null : { estimate: auc, lower: interval.lower, upper: interval.upper };
  };
}

function measuredValue(evidence: Evidence): number | null {
  if (evidence.kind === 'rate') return evidence.rate.n > 0 ? evidence.rate.successes / evidence.rate.n : null;
  return evidence.kind === 'auc' ? evidence.auc.auc : evidence.value;
}

/** The same estimate from `factor` times as many people. */
export function enlarged(subject: Subject, factor: number): Subject {
  return { ...subject, n: subject.n * factor, evidence: enlargedEvidence(subject.evidence, factor) };
}

function enlargedEvidence(evidence: Evidence, factor: number): Evidence {
  if (evidence.kind === 'rate') {
    const { successes, n, nEff } = evidence.rate;
    const rate = { successes: successes * factor, n: n * factor };
    return { kind: 'rate', rate: nEff === undefined ? rate : { ...rate, nEff: nEff * factor } };
  }
  if (evidence.kind === 'auc') {
    const { auc, variance } = evidence.auc;
    return { kind: 'auc', auc: { auc, variance: variance === null ? null : variance / factor } };
  }
  const narrower = 1 / Math.sqrt(factor);
  const at = (level: number): Limits | null => {
    const limits = evidence.at(level);
    if (limits === null) return null;
    const { estimate, lower, upper } = limits;
    return {
      estimate,
      lower: estimate - (estimate - lower) * narrower,
      upper: estimate + (upper - estimate) * narrower,
    };
  };
  return { ...evidence, at };
}
