import type { FrontierGroup } from '../../fairness/frontier/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { refused } from '../groups/index.js';
import { type Column, cheapestMixtures } from '../reductions/index.js';
import { commonFloors } from './common-floors.js';
import { checkComparable, massOf } from './merit-groups.js';
import { NOBODY, type RulePart } from './rule.js';

/** Rates that may differ by so much, and no more, between any two groups. */
export const RELAXED_CONSTRAINTS = [
  'demographic_parity',
  'equalized_odds',
  'true_positive_rate_parity',
  'false_positive_rate_parity',
] as const;
export type RelaxedConstraint = (typeof RELAXED_CONSTRAINTS)[number];

export interface RelaxedOptions {
  readonly constraint: RelaxedConstraint;
  /** Largest difference of a bounded rate between two groups, 0 to 1. */
  readonly tolerance: number;
  /** What a false positive and a false negative cost, from 0; default 1 each. */
  readonly falsePositiveCost?: number;
  readonly falseNegativeCost?: number;
  /** Least true positive rate of every group, 0 to 1: groups are levelled up to it, whatever that costs. Default 0. */
  readonly leastTruePositiveRate?: number;
  /** The same of the true negative rate. */
  readonly leastTrueNegativeRate?: number;
}

export interface RelaxedGroup {
  readonly key: GroupKey;
  /** By falling cutoff, as of a rule. */
  readonly mixture: readonly RulePart[];
  readonly truePositiveRate: number;
  readonly falsePositiveRate: number;
  readonly selectionRate: number;
}

export interface RelaxedCutoffs {
  /** Expected cost of a person of these groups. */
  readonly cost: number;
  readonly groups: readonly RelaxedGroup[];
  /** The largest difference of a bounded rate between two groups. */
  readonly difference: number;
  /** By how much the tolerance or a least rate is missed where no cutoffs keep all of them; else 0 but for rounding. */
  readonly excess: number;
}

/** A price at which a bound is kept whatever it costs. */
const CERTAIN = 1e6;

/**
 * The cheapest cutoffs by group whose rates differ by a tolerance at most: between equality, which may cost much, and none. A linear programme
 * over the corners of each group's curve, exact on the people given, whom it therefore flatters: judge it on others.
 * Source of the relaxation: Cruz and Hardt 2024, Unprocessing seven years of algorithmic fairness; of the curves Hardt, Price and Srebro 2016.
 *
 * @param groups scores of labelled people by group, as `scoredGroups` gives them
 * @throws TribuneError INVALID_ARGUMENT for a tolerance outside 0..1, negative costs, fewer than two groups, or one without both labels
 * @example
 * relaxedCutoffs(scoredGroups(rows, { label, score }), { constraint: 'equalized_odds', tolerance: 0.05 }).groups;
 */
export function relaxedCutoffs(groups: readonly FrontierGroup[], options: RelaxedOptions): RelaxedCutoffs {
  const { constraint, tolerance, falsePositiveCost = 1, falseNegativeCost = 1 } = options;
  const least = [options.leastTruePositiveRate ?? 0, options.leastTrueNegativeRate ?? 0] as const;
  if (!(tolerance >= 0 && tolerance <= 1)) throw refused(`a tolerance of ${tolerance}`, 'Give a number from 0 to 1.');
  if (!(falsePositiveCost >= 0 && falseNegativeCost >= 0 && Number.isFinite(falsePositiveCost + falseNegativeCost)))
    throw refused(`costs of ${falsePositiveCost} and ${falseNegativeCost}`, 'Give finite numbers from 0.');
  const odd = least.find((rate) => !(rate >= 0 && rate <= 1));
  if (odd !== undefined) throw refused(`a least rate of ${odd}`, 'Give a number from 0 to 1.');
  checkComparable(groups);
  const curves = groups.map(curveOf);
  const total = curves.reduce((sum, { positives, negatives }) => sum + positives + negatives, 0);
  const ratesOf = (point: Point, { positives, negatives }: Curve): number[] => {
    if (constraint === 'equalized_odds') return [point.tpr, point.fpr];
    if (constraint === 'true_positive_rate_parity') return [point.tpr];
    if (constraint === 'false_positive_rate_parity') return [point.fpr];
    return [(point.tpr * positives + point.fpr * negatives) / (positives + negatives)];
  };
  const bounded = constraint === 'equalized_odds' ? 2 : 1;
  // Every rate lies between a floor that is common to all groups and the floor and the tolerance.
  const ofLeast = 2 * bounded * groups.length;
  const height = ofLeast + 2 * groups.length;
  const mixtures = curves.map((curve, g) =>
    curve.points.map((point): Column => {
      const row = new Float64Array(height);
      ratesOf(point, curve).forEach((rate, m) => {
        row[2 * (m * groups.length + g)] = rate;
        row[2 * (m * groups.length + g) + 1] = -rate;
      });
      row[ofLeast + 2 * g] = -point.tpr;
      row[ofLeast + 2 * g + 1] = point.fpr;
      const cost =
        falsePositiveCost * point.fpr * curve.negatives + falseNegativeCost * (1 - point.tpr) * curve.positives;
      return { cost: cost / total, row };
    }),
  );
  const floors = commonFloors(bounded, groups.length, height);
  const bounds = new Float64Array(height);
  for (let k = 0; k < ofLeast; k += 2) bounds[k] = tolerance;
  for (let k = ofLeast; k < height; k += 2) bounds.set([-least[0], 1 - least[1]], k);
  const { weights, cost, excess } = cheapestMixtures([...mixtures, ...floors], bounds, CERTAIN);
  const found = curves.map((curve, g) => groupOf(groups[g]!.key, curve, weights[g]!));
  const rates = found.map((one, g) =>
    ratesOf({ tpr: one.truePositiveRate, fpr: one.falsePositiveRate, cutoff: 0 }, curves[g]!),
  );
  const difference = Math.max(
    ...Array.from(
      { length: bounded },
      (_, m) => Math.max(...rates.map((one) => one[m]!)) - Math.min(...rates.map((one) => one[m]!)),
    ),
  );
  return { cost, groups: found, difference, excess };
}

interface Point {
  readonly tpr: number;
  readonly fpr: number;
  /** Whoever has this score or more gets 1. */
  readonly cutoff: number;
}

interface Curve {
  readonly positives: number;
  readonly negatives: number;
  /** Corners of the upper hull, from nobody to everybody. */
  readonly points: readonly Point[];
}

function curveOf({ positives: ones, negatives: zeros }: FrontierGroup): Curve {
  const [positives, negatives] = [massOf(ones), massOf(zeros)];
  const points: Point[] = [{ tpr: 0, fpr: 0, cutoff: NOBODY }];
  let [i, j, tp, fp] = [ones.scores.length - 1, zeros.scores.length - 1, 0, 0];
  while (i >= 0 || j >= 0) {
    const cutoff = Math.max(
      i >= 0 ? ones.scores[i]! : Number.NEGATIVE_INFINITY,
      j >= 0 ? zeros.scores[j]! : Number.NEGATIVE_INFINITY,
    );
    if (i >= 0 && ones.scores[i] === cutoff) tp += ones.counts[i--]!;
    if (j >= 0 && zeros.scores[j] === cutoff) fp += zeros.counts[j--]!;
    const next = { tpr: tp / positives, fpr: fp / negatives, cutoff };
    while (points.length > 1 && isBelow(points.at(-2)!, points.at(-1)!, next)) points.pop();
    points.push(next);
  }
  return { positives, negatives, points };
}

/** Whether the middle of three points lies on or below the line of the others. */
const isBelow = (a: Point, b: Point, c: Point): boolean =>
  (b.fpr - a.fpr) * (c.tpr - a.tpr) - (b.tpr - a.tpr) * (c.fpr - a.fpr) >= 0;

/** Smaller probabilities are rounding. */
const ROUNDING = 1e-12;

function groupOf(key: GroupKey, { points, positives, negatives }: Curve, weights: Float64Array): RelaxedGroup {
  const mean = (of: (point: Point) => number): number =>
    points.reduce((sum, point, v) => sum + weights[v]! * of(point), 0);
  const [tpr, fpr] = [mean((point) => point.tpr), mean((point) => point.fpr)];
  const used = points.flatMap(({ cutoff }, v) =>
    weights[v]! > ROUNDING ? [{ cutoff, probability: weights[v]! }] : [],
  );
  return {
    key,
    mixture: used,
    truePositiveRate: tpr,
    falsePositiveRate: fpr,
    selectionRate: (tpr * positives + fpr * negatives) / (positives + negatives),
  };
}
