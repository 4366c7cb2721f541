import { kishEffectiveSize } from '../stats/planning/kish.js';
import { calibrationSums, ECE_BINS } from './calibration-sums.js';
import { binsNote, type Distribution, type ScoreColumn } from './distribution.js';
import type { Group } from './groups.js';
import type { ResampledMetric, ResamplingTable } from './resampling.js';
import { gapCells, meanCells, type ValueCell } from './score-cells.js';
import type { ScoreMetric } from './types.js';

type ResampledScoreMetric = Exclude<ScoreMetric, 'auc'>;

/** Mean score, Brier score, log loss or expected calibration error of a group, over its score cells. */
export function scoreMetric(group: Group, metric: ResampledScoreMetric): ResampledMetric {
  const { distribution, moments } = group;
  const n = metric === 'mean_score' ? moments.n : moments.labelled;
  const squares = metric === 'mean_score' ? moments.squares : moments.labelledSquares;
  const people = group.weightKind === 'sampling' ? kishEffectiveSize(n, squares) : n;
  const reason = whyUndefined(distribution, metric, n);
  const frame = {
    n,
    reason,
    note: distribution === null ? '' : binsNote(distribution),
    biasedUpward: metric === 'expected_calibration_error',
  };
  if (reason !== null || distribution === null) {
    return { ...frame, estimate: null, table: () => ({ weights: [], people: 0, statistic: () => null }) };
  }
  if (metric === 'expected_calibration_error') {
    return { ...frame, estimate: calibrationError(distribution), table: () => gapTable(distribution, people) };
  }
  return {
    ...frame,
    estimate: meanEstimate(group, distribution, metric),
    table: () => meanTable(valuesOf(distribution, metric), people),
  };
}

function whyUndefined(distribution: Distribution | null, metric: ResampledScoreMetric, n: number): string | null {
  if (distribution === null) return 'no scores are kept for this group';
  if (n === 0) return '0/0: no row with a score has a label';
  return metric === 'mean_score' ? null : whyNotProbability(distribution, metric);
}

/** Reason why a metric of probabilities cannot be had; null where it can. */
function whyNotProbability(distribution: Distribution, metric: ResampledScoreMetric): string | null {
  const { lowest, highest, positives, negatives } = distribution;
  if (lowest < 0 || highest > 1) return `scores from ${lowest} to ${highest} are not probabilities`;
  if (metric !== 'log_loss') return null;
  const wrong = positives.means[0] === 0 || negatives.means.at(-1) === 1;
  return wrong ? 'infinite: a score of 0 or 1 meets the other label' : null;
}

/** Loss of one person with this score; a metric is the mean of such losses. */
const LOSSES = {
  mean_score: () => (score: number) => score,
  brier: (label: 0 | 1) => (score: number) => (label - score) ** 2,
  log_loss: (label: 0 | 1) => (score: number) => -(label === 1 ? Math.log(score) : Math.log1p(-score)),
};

type MeanMetric = keyof typeof LOSSES;

function valuesOf(distribution: Distribution, metric: MeanMetric): ValueCell[] {
  const loss = LOSSES[metric];
  const cells = (column: ScoreColumn, value: (score: number) => number): ValueCell[] =>
    Array.from(column.counts, (weight, i) => ({ weight, value: value(column.means[i]!) }));
  const labelled = [...cells(distribution.positives, loss(1)), ...cells(distribution.negatives, loss(0))];
  return metric === 'mean_score' ? [...labelled, ...cells(distribution.unlabelled, loss(0))] : labelled;
}

/** Means of scores and of squared errors come from the exact sums; log loss needs the distribution. */
function meanEstimate(group: Group, distribution: Distribution, metric: MeanMetric): number | null {
  if (metric === 'mean_score') return group.moments.mean;
  if (metric === 'brier') return group.moments.meanSquaredError;
  const cells = valuesOf(distribution, metric);
  const weight = cells.reduce((sum, cell) => sum + cell.weight, 0);
  return cells.reduce((sum, cell) => sum + cell.weight * cell.value, 0) / weight;
}

function meanTable(values: readonly ValueCell[], people: number): ResamplingTable {
  const { weights, means } = meanCells(values);
  const statistic = (counts: Float64Array): number | null => {
    let sum = 0;
    let drawn = 0;
    for (let i = 0; i < counts.length; i++) {
      sum += counts[i]! * means[i]!;
      drawn += counts[i]!;
    }
    return drawn === 0 ? null : sum / drawn;
  };
  return { weights, people, statistic };
}

/** Sum over bins of |people with label 1 - sum of scores|, over all people. */
function calibrationError(distribution: Distribution): number {
  const sums = calibrationSums(distribution, ECE_BINS);
  const people = sums.reduce((n, bin) => n + bin.n, 0);
  return sums.reduce((gap, bin) => gap + Math.abs(bin.positives - bin.scoreSum), 0) / people;
}

function gapTable(distribution: Distribution, people: number): ResamplingTable {
  const { weights, gaps, bins } = gapCells(distribution, ECE_BINS);
  const gapByBin = new Float64Array(ECE_BINS);
  const statistic = (counts: Float64Array): number | null => {
    gapByBin.fill(0);
    let drawn = 0;
    for (let i = 0; i < counts.length; i++) {
      gapByBin[bins[i]!]! += counts[i]! * gaps[i]!;
      drawn += counts[i]!;
    }
    return drawn === 0 ? null : gapByBin.reduce((sum, gap) => sum + Math.abs(gap), 0) / drawn;
  };
  return { weights, people, statistic };
}
