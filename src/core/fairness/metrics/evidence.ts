import { counted } from '../../base/counted.js';
import type { Estimate } from '../../stats/base/index.js';
import { kishEffectiveSize } from '../../stats/planning/index.js';
import type { ScoreColumn } from '../tally/distribution.js';
import type { Group } from '../tally/groups.js';
import type { MetricName } from '../tally/types.js';
import { isIntegerMetric, rateOf } from './rates.js';

/**
 * People that a metric of a group rests on, to be held against `minGroupSize`: the metric's own denominator; of AUC and balanced accuracy
 * the smaller class; of F1 everybody but true negatives; of score metrics the people with a score (and a label, where it is used).
 * With sampling weights the effective size of that.
 */
export function evidenceSize(group: Group, metric: MetricName, favourable: 0 | 1): number {
  if (isIntegerMetric(metric)) {
    const rate = rateOf(group, metric, favourable);
    return rate.nEff ?? rate.n;
  }
  const { counts, squares, moments } = group;
  const size = (sum: number, sumOfSquares: number): number =>
    group.weightKind === 'sampling' ? kishEffectiveSize(sum, sumOfSquares) : sum;
  switch (metric) {
    case 'balanced_accuracy':
      return Math.min(
        size(counts.tp + counts.fn, squares.tp + squares.fn),
        size(counts.fp + counts.tn, squares.fp + squares.tn),
      );
    case 'f1':
      return size(counts.tp + counts.fp + counts.fn, squares.tp + squares.fp + squares.fn);
    case 'mean_score':
      return size(moments.n, moments.squares);
    case 'auc':
      return smallerScoredClass(group);
    default:
      return size(moments.labelled, moments.labelledSquares);
  }
}

/** The classes of AUC are those with scores; their effective size is taken in proportion to that of all scored and labelled people. */
function smallerScoredClass(group: Group): number {
  if (group.distribution === null) return 0;
  const { labelled, labelledSquares } = group.moments;
  const smaller = Math.min(peopleIn(group.distribution.positives), peopleIn(group.distribution.negatives));
  if (group.weightKind !== 'sampling' || labelled === 0) return smaller;
  return (smaller * kishEffectiveSize(labelled, labelledSquares)) / labelled;
}

export function peopleIn(column: ScoreColumn): number {
  return column.counts.reduce((sum, count) => sum + count, 0);
}

/** The fields that every estimate has besides its numbers. */
export interface EvidenceFrame {
  readonly level: number;
  readonly method: string;
  readonly n: number;
}

/** An estimate that cannot be made, with the reason. */
export function undefinedEstimate(frame: EvidenceFrame, reason: string): Estimate {
  return { estimate: null, lower: null, upper: null, ...frame, status: 'undefined', reason };
}

/** The numbers of an estimate. */
export interface EstimateValues {
  readonly estimate: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * An estimate that can be made. An interval of no width is taken out: it would be false certainty (a resampling of identical people
 * cannot see how others might differ).
 */
export function plainEstimate(frame: EvidenceFrame, values: EstimateValues): Estimate {
  const { estimate, lower, upper } = values;
  if (lower !== null && upper !== null && lower < upper) return { estimate, lower, upper, ...frame, status: 'ok' };
  const reason = 'no interval: the data show no variation to judge it by';
  return { estimate, lower: null, upper: null, ...frame, status: 'ok', reason };
}

/** A plain estimate with the status that its evidence earns. */
export function judgedEstimate(
  frame: EvidenceFrame,
  values: EstimateValues,
  evidence: { readonly size: number; readonly minGroupSize: number },
): Estimate {
  const estimate = plainEstimate(frame, values);
  if (evidence.size >= evidence.minGroupSize) return estimate;
  return { ...estimate, status: 'insufficient', reason: tooFew(evidence.size, evidence.minGroupSize) };
}

/** Reason of `insufficient`: the size that is there and the size that the policy asks for. */
export function tooFew(size: number, minGroupSize: number): string {
  const shown = Number.isInteger(size) ? String(size) : size.toFixed(1);
  return `rests on ${counted(shown, 'person')}, fewer than the ${minGroupSize} that the policy asks for`;
}
