import { kishEffectiveSize } from '../../stats/planning/index.js';
import { binsNote, type Distribution, type ScoreColumn } from '../tally/distribution.js';
import type { Group } from '../tally/groups.js';
import { calibrationSums, ECE_BINS } from './calibration-sums.js';
import { LOSSES, type MeanMetric, type PeopleMetric } from './loss-cells.js';
import { drawnMean, type ResampledMetric, type ResamplingTable, replicateValues } from './resampling.js';
import { meanCells, type ValueRun } from './score-cells.js';
import { scoreReplicates } from './score-replicates.js';

/** Mean score, Brier score, log loss or expected calibration error of a group, over its score cells. */
export function scoreMetric(group: Group, metric: PeopleMetric): ResampledMetric {
  const { distribution } = group;
  const { n, people, reason, estimate } = measured(group, metric);
  const frame = {
    n,
    reason,
    note: distribution === null ? '' : binsNote(distribution),
    biasedUpward: metric === 'expected_calibration_error',
  };
  if (reason !== null || distribution === null) {
    return { ...frame, estimate: null, replicates: ({ replicates }) => Array.from({ length: replicates }, () => null) };
  }
  return {
    ...frame,
    estimate,
    replicates: (options, firstStream = 0) => {
      const alone = metric === 'mean_score' && distribution.unlabelled.scores.length > 0;
      // People without a label have a score too: its mean is over more people than the other metrics.
      if (alone) return replicateValues(meanTable(valuesOf(distribution, metric), people), options, firstStream);
      const metrics = TOGETHER.filter((other) => whyUndefined(distribution, other, n) === null);
      return scoreReplicates(distribution, { people, metrics }, options, firstStream)[metric];
    },
  };
}

/** These metrics are resampled together where they rest on the same people. */
const TOGETHER: readonly PeopleMetric[] = ['mean_score', 'brier', 'log_loss', 'expected_calibration_error'];

/** People behind the metric, their effective number, and the metric's value or the reason why it has none. */
function measured(group: Group, metric: PeopleMetric) {
  const { distribution, moments } = group;
  const n = metric === 'mean_score' ? moments.n : moments.labelled;
  const squares = metric === 'mean_score' ? moments.squares : moments.labelledSquares;
  const people = group.weightKind === 'sampling' ? kishEffectiveSize(n, squares) : n;
  const reason = whyUndefined(distribution, metric, n);
  if (reason !== null || distribution === null) return { n, people, reason, estimate: null };
  const estimate =
    metric === 'expected_calibration_error'
      ? calibrationError(distribution)
      : meanEstimate(group, distribution, metric);
  return { n, people, reason, estimate };
}

/** A mean over people of a group as an interval needs it: cells of its values, and the bounds of these values. */
export interface MeanSample {
  readonly estimate: number;
  readonly values: Float64Array;
  readonly counts: Float64Array;
  /** Bounds of the values; null where nothing bounds them, as with scores that are no probabilities. */
  readonly lowest: number | null;
  readonly highest: number | null;
}

/**
 * The mean score, Brier score or log loss of a group as the mean of values; null where it is undefined. With sampling weights counts add up to the
 * effective size. A log loss is bounded by the larger of the two losses that the group's scores could meet.
 */
export function meanSample(group: Group, metric: MeanMetric): MeanSample | null {
  const { estimate, reason, people } = measured(group, metric);
  const { distribution } = group;
  if (estimate === null || reason !== null || distribution === null) return null;
  const { weights, means } = meanCells(valuesOf(distribution, metric));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities = distribution.lowest >= 0 && distribution.highest <= 1;
  const highest = metric === 'log_loss' ? largestLoss(distribution) : 1;
  return {
    estimate,
    values: Float64Array.from(means),
    counts: Float64Array.from(weights, (weight) => (weight * people) / total),
    lowest: probabilities ? 0 : null,
    highest: probabilities && Number.isFinite(highest) ? highest : null,
  };
}

/** The largest loss that a person with one of the group's scores could have had; infinite where a score is 0 or 1. */
function largestLoss({ positives, negatives }: Distribution): number {
  const both = [...positives.means, ...negatives.means].map((score) => -Math.log(Math.min(score, 1 - score)));
  return both.reduce((most, loss) => Math.max(most, loss), 0);
}

function whyUndefined(distribution: Distribution | null, metric: PeopleMetric, n: number): string | null {
  if (distribution === null) return 'no scores are kept for this group';
  if (n === 0) return '0/0: no row with a score has a label';
  return metric === 'mean_score' ? null : whyNotProbability(distribution, metric);
}

/** Why a metric of probabilities is undefined here; null where it is defined. */
function whyNotProbability(distribution: Distribution, metric: PeopleMetric): string | null {
  const { lowest, highest, positives, negatives } = distribution;
  if (lowest < 0 || highest > 1) return `scores from ${lowest} to ${highest} are not probabilities`;
  if (metric !== 'log_loss') return null;
  const wrong = positives.means[0] === 0 || negatives.means.at(-1) === 1;
  return wrong ? 'infinite: a score of 0 or 1 meets the other label' : null;
}

/** One run of values for each label that counts: positives, negatives, and for mean scores also people whose label is not known. */
function valuesOf(distribution: Distribution, metric: MeanMetric): ValueRun[] {
  const loss = LOSSES[metric];
  const run = (column: ScoreColumn, value: (score: number) => number): ValueRun => ({
    weights: column.counts,
    values: column.means.map(value),
  });
  const labelled = [run(distribution.positives, loss(1)), run(distribution.negatives, loss(0))];
  return metric === 'mean_score' ? [...labelled, run(distribution.unlabelled, loss(0))] : labelled;
}

/** Means of scores and of squared errors come from the exact sums; log loss needs the distribution. */
function meanEstimate(group: Group, distribution: Distribution, metric: MeanMetric): number | null {
  if (metric === 'mean_score') return group.moments.mean;
  if (metric === 'brier') return group.moments.meanSquaredError;
  let people = 0;
  let sum = 0;
  for (const { weights, values } of valuesOf(distribution, metric)) {
    for (let i = 0; i < values.length; i++) {
      people += weights[i]!;
      sum += weights[i]! * values[i]!;
    }
  }
  return sum / people;
}

function meanTable(values: readonly ValueRun[], people: number): ResamplingTable {
  const { weights, means } = meanCells(values);
  return { weights, people, statistic: (counts) => drawnMean(means, counts) };
}

/** Sum over bins of |people with label 1 - sum of scores|, over all people. */
function calibrationError(distribution: Distribution): number {
  const sums = calibrationSums(distribution, ECE_BINS);
  const people = sums.reduce((n, bin) => n + bin.n, 0);
  return sums.reduce((gap, bin) => gap + Math.abs(bin.positives - bin.scoreSum), 0) / people;
}
