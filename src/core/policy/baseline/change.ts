import { isIntegerMetric } from '../../fairness/metrics/index.js';
import type { Compare, GroupKey, MetricName } from '../../fairness/tally/index.js';
import { criticalValue, type Proportion, wilson } from '../../stats/index.js';
import type { BaselineAudit, BaselineEstimate, BaselineGroup } from '../accepted/read.js';
import type { Pair } from '../judge/comparison.js';
import { type Limits, moverDifference } from '../judge/mover.js';
import { sameKey } from '../judge/plan.js';
import type { Subject } from '../judge/subject.js';

/** Added to both outcomes of a rate of 0 or 1 before its logarithm is taken (Walter 1975). */
const HALF_A_PERSON = 0.5;

/** How one pair of groups changed since the baseline. */
export interface PairChange {
  readonly pair: Pair;
  /**
   * How much farther from equality the pair is now, with limits at a two-sided level; on the log scale for ratios. Positive means worse.
   */
  readonly at: (level: number) => Limits | null;
}

interface ChangeContext {
  readonly baseline: BaselineAudit;
  /** Key of the metric among those of an audit. */
  readonly metric: string;
  /** The group as the audit carries it, for metrics that carry more than an interval; null for decisions of 0 and 1. */
  readonly accepted: ((group: BaselineGroup) => Subject | null) | null;
  readonly by: readonly string[];
  readonly compare: Compare;
  readonly minGroupSize: number;
  /** Whether only one direction counts: a group above (difference) or below (ratio) the reference. */
  readonly oneSided: boolean;
}

/** The change of a pair; null where one of the groups is not in the baseline or was too small there. */
export function changeOf(pair: Pair, context: ChangeContext): PairChange | null {
  const before = {
    group: findEstimate(pair.group.key, context),
    reference: findEstimate(pair.reference.key, context),
  };
  if (before.group === null || before.reference === null) return null;
  const { group, reference } = before;
  const at = (level: number): Limits | null => {
    const now = gapNow(pair, context, level);
    const then = gapThen(group, reference, context, level);
    if (now === null || then === null) return null;
    return { estimate: now.estimate - then.estimate, ...moverDifference(now, then) };
  };
  return { pair, at };
}

/** A group in the accepted audit. */
interface Before {
  readonly estimate: BaselineEstimate;
  readonly subject: Subject | null;
}

function findEstimate(key: GroupKey, { baseline, metric, by, minGroupSize, accepted }: ChangeContext): Before | null {
  const found = baseline.groups.find(
    ({ attributes }) =>
      Object.keys(attributes).length === by.length &&
      sameKey(attributes, key, by) &&
      by.every((name) => Object.hasOwn(attributes, name)),
  );
  const estimate = found?.metrics[metric];
  if (!found || !estimate || estimate.estimate === null || estimate.n < minGroupSize) return null;
  return { estimate, subject: accepted?.(found) ?? null };
}

function gapNow({ group, reference }: Pair, context: ChangeContext, level: number): Limits | null {
  if (isDependent(group)) return dependentGap(group, reference, context, level);
  return gapAt(nowLimits(group, context, level), nowLimits(reference, context, level), context);
}

function gapThen(group: Before, reference: Before, context: ChangeContext, level: number): Limits | null {
  if (group.subject !== null && reference.subject !== null && isDependent(group.subject))
    return dependentGap(group.subject, reference.subject, context, level);
  const limits = (side: Before): Limits | null =>
    side.subject === null ? thenLimits(side.estimate, context, level) : nowLimits(side.subject, context, level);
  return gapAt(limits(group), limits(reference), context);
}

const isDependent = ({ evidence }: Subject): boolean => evidence.kind === 'limits' && evidence.beside !== undefined;

/** The gap of groups that depend on each other, which is measured as a whole; null where it was not. */
function dependentGap(group: Subject, reference: Subject, context: ChangeContext, level: number): Limits | null {
  const { compare } = context;
  const span =
    group.evidence.kind === 'limits' ? group.evidence.beside?.(reference.key, compare)?.interval(level) : null;
  if (span == null || group.value === null || reference.value === null) return null;
  if (compare === 'difference') return distanceOf({ estimate: group.value - reference.value, ...span }, context);
  const ratio = onScale({ estimate: group.value / reference.value, ...span }, compare);
  return ratio === null ? null : distanceOf(ratio, context);
}

/** The distance from equality of two groups by the limits of each. */
function gapAt(a: Limits | null, b: Limits | null, context: ChangeContext): Limits | null {
  if (a === null || b === null) return null;
  return distanceOf({ estimate: a.estimate - b.estimate, ...moverDifference(a, b) }, context);
}

/** The distance from equality with its limits: |a - b| or |ln a - ln b|, the sign taken from the data and held fixed. */
function distanceOf(signed: Limits, { compare, oneSided }: ChangeContext): Limits | null {
  if (!Number.isFinite(signed.estimate)) return null;
  const worseDownward = oneSided ? compare === 'ratio' : signed.estimate < 0;
  return worseDownward ? { estimate: -signed.estimate, lower: -signed.upper, upper: -signed.lower } : signed;
}

function nowLimits({ evidence }: Subject, { compare }: ChangeContext, level: number): Limits | null {
  if (evidence.kind === 'rate') return rateLimits(evidence.rate, compare, level);
  const limits = evidence.at(level);
  // Both audits are compared by the same estimate: the accepted audit stores one that is not debiased.
  return onScale(limits && { ...limits, estimate: evidence.shown ?? limits.estimate }, compare);
}

/**
 * Limits in the baseline. Rates are rebuilt from share and n; with sampling weights, and for other metrics, the width of the reported
 * interval is used.
 */
function thenLimits(
  then: BaselineEstimate,
  { compare, metric, baseline }: ChangeContext,
  level: number,
): Limits | null {
  const { estimate, lower, upper, n } = then;
  if (estimate === null) return null;
  if (isIntegerMetric(metric as MetricName) && baseline.data?.weightKind !== 'sampling')
    return rateLimits({ successes: estimate * n, n }, compare, level);
  if (lower === null || upper === null) return null;
  const wider = criticalValue(level) / criticalValue(then.level);
  return onScale(
    { estimate, lower: estimate - (estimate - lower) * wider, upper: estimate + (upper - estimate) * wider },
    compare,
  );
}

function rateLimits(rate: Proportion, compare: Compare, level: number): Limits | null {
  const extreme = compare === 'ratio' && (rate.successes === 0 || rate.successes === rate.n);
  const used = extreme ? { ...rate, successes: rate.successes + HALF_A_PERSON, n: rate.n + 2 * HALF_A_PERSON } : rate;
  const interval = wilson(used, level);
  return interval === null ? null : onScale({ estimate: used.successes / used.n, ...interval }, compare);
}

function onScale(limits: Limits | null, compare: Compare): Limits | null {
  if (limits === null || compare === 'difference') return limits;
  if (limits.estimate <= 0 || limits.lower <= 0) return null;
  return { estimate: Math.log(limits.estimate), lower: Math.log(limits.lower), upper: Math.log(limits.upper) };
}
