import { evidenceSize, isIntegerMetric, NO_DELONG_WEIGHTS, rateOf } from '../../fairness/metrics/index.js';
import type { Compare, Group, GroupKey, MetricName } from '../../fairness/tally/index.js';
import { type AucEstimate, aucFromDistribution, type Moments, type Proportion } from '../../stats/index.js';
import type { Policy } from '../sections/types.js';
import { aucLimits, compositeLimits, scoreLimits } from './limits.js';
import type { Limits, Span } from './mover.js';
import type { SpreadSample } from './standardized.js';

/** The metric of one group in the form that its intervals need. */
export type Evidence =
  | {
      readonly kind: 'rate';
      readonly rate: Proportion;
      /** What the rate is divided by to be the value, where it is not the value itself: of a share of errors the share of people. */
      readonly per?: number;
    }
  | {
      readonly kind: 'limits';
      readonly value: number | null;
      /** The value among the metrics of the audit, where it differs. */
      readonly shown?: number;
      readonly at: (level: number) => Limits | null;
      readonly method: string;
      /** Why there is no interval, where the data are not the reason. */
      readonly hindrance?: string;
      /** The AUC with its variance, for DeLong's test. */
      readonly auc?: AucEstimate;
      /** The comparison with the one other side that it was made for, where it is not made from both sides' own limits. */
      readonly joint?: JointEvidence;
      /**
       * The comparison with another group of the same data, where the two depend on each other, as candidates of one list do: the limits of both sides
       * do not say how their gap varies. Null where the other one has nothing in common with it.
       */
      readonly beside?: (reference: GroupKey, compare: Compare) => JointEvidence | null;
      /** Moments of the values, of a difference in standard deviations. */
      readonly spread?: SpreadSample;
      /** Mean and variance, for Welch's test. */
      readonly moments?: Moments;
      /** Whether a gap of two such values is taken from end to end of their limits, because the values themselves lie to one side. */
      readonly fromEnds?: true;
      /** Whether limits without width say something true, as order statistics of equal values do. */
      readonly mayBePoint?: boolean;
    };

/** The evidence of a pair as a whole. */
export interface JointEvidence {
  readonly interval: (level: number) => Span | null;
  readonly method: string;
  /** Two-sided p-value of "no difference". */
  readonly pValue: number | null;
  /** The same from `factor` times as many people. */
  readonly enlarged: (factor: number) => JointEvidence;
}

/** One side of a comparison: a group, or several pooled into one. */
export interface Subject {
  readonly key: GroupKey;
  /** Number of all people of the group. */
  readonly people: number;
  /** The metric's own denominator: people, or sum of weights. */
  readonly n: number;
  /** Whether the group reaches `minGroupSize`, with sampling weights by its effective size. */
  readonly sufficient: boolean;
  /** The metric; null where it is undefined in the group. */
  readonly value: number | null;
  readonly evidence: Evidence;
  /** The groups in a pool; empty for a group of its own. */
  readonly members: readonly GroupKey[];
  /** The group that the value is one against, such as the chance to outrank it. */
  readonly against?: GroupKey;
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
  const evidence = evidenceOf(group, metric, size, favourable);
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

function evidenceOf(group: Group, metric: MetricName, size: number, favourable: 0 | 1): Evidence {
  if (isIntegerMetric(metric)) return { kind: 'rate', rate: rateOf(group, metric, favourable) };
  if (metric === 'balanced_accuracy' || metric === 'f1') return { kind: 'limits', ...compositeLimits(group, metric) };
  if (metric !== 'auc') return { kind: 'limits', ...scoreLimits(group, metric) };
  const { distribution } = group;
  const auc =
    distribution === null
      ? { auc: null, variance: null }
      : aucFromDistribution(distribution.positives, distribution.negatives);
  if (group.weightKind !== 'sampling') return { kind: 'limits', ...aucLimits(auc, size), auc };
  // DeLong's variance counts people; with sampling weights it has no meaning (contracts, Policy, Weights).
  return { kind: 'limits', value: auc.auc, at: () => null, method: 'none', hindrance: NO_DELONG_WEIGHTS };
}

const measuredValue = (evidence: Evidence): number | null =>
  evidence.kind === 'limits' ? evidence.value : evidence.rate.n > 0 ? evidence.rate.successes / evidence.rate.n : null;

/** The same estimate from `factor` times as many people. */
export function enlarged(subject: Subject, factor: number): Subject {
  return { ...subject, n: subject.n * factor, evidence: enlargedEvidence(subject.evidence, factor) };
}

function enlargedEvidence(evidence: Evidence, factor: number): Evidence {
  if (evidence.kind === 'rate') {
    const { successes, n, nEff } = evidence.rate;
    const rate = { successes: successes * factor, n: n * factor };
    return { ...evidence, rate: nEff === undefined ? rate : { ...rate, nEff: nEff * factor } };
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
  const { spread, joint, beside } = evidence;
  return {
    ...evidence,
    at,
    ...(spread === undefined ? {} : { spread: { ...spread, n: spread.n * factor } }),
    ...(joint === undefined ? {} : { joint: joint.enlarged(factor) }),
    ...(beside === undefined
      ? {}
      : { beside: (key: GroupKey, compare: Compare) => beside(key, compare)?.enlarged(factor) ?? null }),
  };
}
