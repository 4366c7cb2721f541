import { debiasedCalibration, type MeanMetric, meanSample, rateOf } from '../../fairness/metrics/index.js';
import type { CompositeMetric, Group, ScoreMetric } from '../../fairness/tally/index.js';
import {
  type AucEstimate,
  boundedMeanInterval,
  clopperPearson,
  kishEffectiveSize,
  logitDelongInterval,
  type Proportion,
  type SkewedMean,
  skewedMeanInterval,
  wilson,
} from '../../stats/index.js';
import { type Limits, moverMean } from './mover.js';

type LimitsAt = (level: number) => Limits | null;

/** A metric of a group that is no simple rate: its value, and its limits at any level. */
export interface LimitedValue {
  readonly value: number | null;
  /** The value among the metrics of the audit, where it differs: the calibration error before chance is taken out. */
  readonly shown?: number;
  readonly at: LimitsAt;
  readonly method: string;
}

function rateLimits(rate: Proportion, level: number): Limits | null {
  const interval = clopperPearson(rate, level);
  return interval === null ? null : { estimate: rate.successes / rate.n, lower: interval.lower, upper: interval.upper };
}

/** Balanced accuracy: the mean of two independent rates. F1: 2J / (1 + J) with the share J = tp / (tp + fp + fn), which is a rate too. */
export function compositeLimits(group: Group, metric: CompositeMetric): LimitedValue {
  const at = metric === 'f1' ? f1Limits(jaccardRate(group)) : balancedLimits(group);
  return { value: at(ANY_LEVEL)?.estimate ?? null, at, method: 'clopper-pearson' };
}

/** The estimate does not depend on the level, so any level will do. */
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

/** Mean score, Brier score and log loss: means over people, with intervals that hold for few people and skewed values. */
function meanLimits(group: Group, metric: MeanMetric): LimitedValue {
  const sample = meanSample(group, metric);
  if (sample === null) return { value: null, at: () => null, method: 'none' };
  const { estimate, values, counts, lowest, highest } = sample;
  const bounded = lowest !== null && highest !== null;
  // Without any spread the data cannot show how other people would differ.
  const flat = values.every((value) => Math.abs(value - values[0]!) <= NO_SPREAD);
  const at = (level: number): Limits | null => {
    if (flat) return null;
    const span = bounded
      ? boundedMeanInterval({ values, counts, lowest, highest: Math.max(highest, values.at(-1)!) }, level)
      : skewedMeanInterval(momentsOfCells(values, counts), level);
    if (span === null) return null;
    return { estimate, lower: Math.min(estimate, span.lower), upper: Math.max(estimate, span.upper) };
  };
  return { value: estimate, at: remembered(at), method: bounded ? 'gaffke' : 'hall' };
}

/** Spread below this is binary rounding of a mean within a cell. */
const NO_SPREAD = 1e-12;

function momentsOfCells(values: Float64Array, counts: Float64Array): SkewedMean {
  const sum = (term: (value: number) => number) =>
    values.reduce((total, value, i) => total + counts[i]! * term(value), 0);
  const n = sum(() => 1);
  const mean = sum((value) => value) / n;
  const second = sum((value) => (value - mean) ** 2) / n;
  const third = sum((value) => (value - mean) ** 3) / n;
  const skewness = second > 0 ? third / second ** 1.5 : 0;
  return { mean, variance: n > 1 ? (second * n) / (n - 1) : 0, skewness, n };
}

/** Limits of a score metric other than AUC; docs/explanations/verdicts.md explains them. */
export function scoreLimits(group: Group, metric: Exclude<ScoreMetric, 'auc'>): LimitedValue {
  if (metric !== 'expected_calibration_error') return meanLimits(group, metric);
  const calibration = debiasedCalibration(group);
  if (calibration === null) return { value: null, at: () => null, method: 'none' };
  const { raw, debiased, limits } = calibration;
  return {
    value: debiased,
    shown: raw,
    at: (level) => ({ estimate: debiased, ...limits(level) }),
    method: 'debiased',
  };
}

/**
 * Size of the smaller class from which DeLong's variance is trusted; below it, and where the variance is 0, the largest possible variance
 * is taken.
 */
const DELONG_FROM = 100;

/**
 * An AUC: DeLong's interval on the logit scale; with fewer than 100 people in the smaller class Wilson's interval of a share of that class, because the
 * variance is at most A (1 - A) / m whatever the distributions (Birnbaum and Klose 1957).
 */
export function aucLimits({ auc, variance }: AucEstimate, smallerClass: number): LimitedValue {
  const bounded = smallerClass < DELONG_FROM || variance === 0;
  const at = (level: number): Limits | null => {
    if (auc === null || variance === null || smallerClass <= 0) return null;
    const interval = bounded
      ? wilson({ successes: auc * smallerClass, n: smallerClass }, level)
      : logitDelongInterval(auc, variance, level);
    return interval === null ? null : { estimate: auc, lower: interval.lower, upper: interval.upper };
  };
  return { value: auc, at, method: bounded ? 'birnbaum-klose' : 'logit delong' };
}

/** Computes limits once per level, because a group takes part in many comparisons. */
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
