import type { Group } from '../../fairness/groups.js';
import { estimateMetric } from '../../fairness/metrics.js';
import { rateOf } from '../../fairness/rates.js';
import type { CompositeMetric, ScoreMetric } from '../../fairness/types.js';
import { criticalValue, kishEffectiveSize, type Proportion, wilson } from '../../stats/index.js';
import type { Policy } from '../types.js';
import { type Limits, moverMean } from './mover.js';

/** Bootstrap replicates that must fall beyond each end of an interval for its ends to be worth something. */
const REPLICATES_IN_TAIL = 10;
/**
 * Draws after which the tail is extended instead of drawn: they reach 99.9 %, which 50 comparisons at 95 % need. All pairs of 300 groups would
 * need 18 million draws of every group. Ours.
 */
const MOST_REPLICATES = 20_000;

type LimitsAt = (level: number) => Limits | null;

/** A metric of a group that is no simple rate: its value, and its limits at any level. */
export interface LimitedValue {
  readonly value: number | null;
  readonly at: LimitsAt;
  readonly method: string;
}

function rateLimits(rate: Proportion, level: number): Limits | null {
  const interval = wilson(rate, level);
  return interval === null ? null : { estimate: rate.successes / rate.n, lower: interval.lower, upper: interval.upper };
}

/** Balanced accuracy: the mean of two independent rates. F1: 2J / (1 + J) with the share J = tp / (tp + fp + fn), which is a rate too. */
export function compositeLimits(group: Group, metric: CompositeMetric): LimitedValue {
  const at = metric === 'f1' ? f1Limits(jaccardRate(group)) : balancedLimits(group);
  return { value: at(ANY_LEVEL)?.estimate ?? null, at, method: 'mover(wilson)' };
}

/** The estimate does not depend on it. */
const ANY_LEVEL = 0.95;

function balancedLimits(group: Group): LimitsAt {
  return (level) => {
    const sensitivity = rateLimits(rateOf(group, 'true_positive_rate', 1), level);
    const specificity = rateLimits(rateOf(group, 'true_negative_rate', 1), level);
    return sensitivity === null || specificity === null ? null : moverMean(sensitivity, specificity);
  };
}

function f1Limits(jaccard: Proportion): LimitsAt {
  return (level) => {
    const limits = rateLimits(jaccard, level);
    if (limits === null) return null;
    return { estimate: f1Of(limits.estimate), lower: f1Of(limits.lower), upper: f1Of(limits.upper) };
  };
}

const f1Of = (jaccard: number): number => (2 * jaccard) / (1 + jaccard);

function jaccardRate({ counts, squares, weightKind }: Group): Proportion {
  const rate = { successes: counts.tp, n: counts.tp + counts.fp + counts.fn };
  if (weightKind !== 'sampling') return rate;
  return { ...rate, nEff: kishEffectiveSize(rate.n, squares.tp + squares.fp + squares.fn) };
}

/**
 * Score metrics. The mean score has the normal interval of a mean; the others the bootstrap over cells, with replicates enough for the level
 * asked for.
 */
export function scoreLimits(
  group: Group,
  metric: Exclude<ScoreMetric, 'auc'>,
  policy: Pick<Policy, 'data' | 'statistics'>,
): LimitedValue {
  if (metric === 'mean_score')
    return { value: group.moments.mean, at: (level) => meanLimits(group, level), method: 'mover(normal)' };
  const { favourable, minGroupSize } = policy.data;
  const { seed, replicates } = policy.statistics;
  const estimate = (level: number, draws: number) =>
    estimateMetric(group, metric, { favourable, level, minGroupSize, seed, replicates: draws });
  const at = (level: number): Limits | null => {
    const needed = Math.ceil((2 * REPLICATES_IN_TAIL) / (1 - level));
    const draws = Math.max(replicates, Math.min(needed, MOST_REPLICATES));
    const reached = draws >= needed ? level : 1 - (2 * REPLICATES_IN_TAIL) / draws;
    const { estimate: value, lower, upper } = estimate(reached, draws);
    if (value === null || lower === null || upper === null) return null;
    return extended({ estimate: value, lower, upper }, criticalValue(level) / criticalValue(reached));
  };
  return { value: estimate(ANY_LEVEL, 1).estimate, at: remembered(at), method: `mover(bootstrap,seed=${seed})` };
}

/** Limits of a farther level from those of a nearer one, each side by itself, as the tails of a normal go. The metrics are at least 0. */
function extended({ estimate, lower, upper }: Limits, factor: number): Limits {
  if (factor === 1) return { estimate, lower, upper };
  return {
    estimate,
    lower: Math.max(0, estimate - (estimate - lower) * factor),
    upper: estimate + (upper - estimate) * factor,
  };
}

function meanLimits({ moments, weightKind }: Group, level: number): Limits | null {
  const { n, squares, mean, variance } = moments;
  const size = weightKind === 'sampling' ? kishEffectiveSize(n, squares) : n;
  if (mean === null || variance === null || size <= 1) return null;
  const half = criticalValue(level) * Math.sqrt(variance / (size - 1));
  return { estimate: mean, lower: mean - half, upper: mean + half };
}

/** Bootstraps once per level: a group stands in many comparisons. */
function remembered(at: LimitsAt): LimitsAt {
  const known = new Map<number, Limits | null>();
  return (level) => {
    const there = known.get(level);
    if (there !== undefined) return there;
    const limits = at(level);
    known.set(level, limits);
    return limits;
  };
}
