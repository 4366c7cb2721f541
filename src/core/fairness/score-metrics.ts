import type { Estimate } from '../stats/estimate.js';
import { kishEffectiveSize } from '../stats/planning/kish.js';
import { around, type ResamplingOptions, resample, resamplingMethod } from './bootstrap-cells.js';
import { calibrationSums, ECE_BINS } from './calibration-sums.js';
import { binsNote, type Distribution, type ScoreColumn } from './distribution.js';
import { judgedEstimate, undefinedEstimate } from './evidence.js';
import type { Group } from './groups.js';
import { gapCells, meanCells, type ValueCell } from './score-cells.js';
import type { ScoreMetric } from './types.js';

type ResampledScoreMetric = Exclude<ScoreMetric, 'auc'>;

/** Mean score, Brier score, log loss or expected calibration error of a group, with the bootstrap over its score cells. */
export function scoreEstimate(
  group: Group,
  metric: ResampledScoreMetric,
  options: ResamplingOptions,
  evidence: { readonly size: number; readonly minGroupSize: number },
): Estimate {
  const { distribution, moments } = group;
  const n = metric === 'mean_score' ? moments.n : moments.labelled;
  const frame = { level: options.level, method: resamplingMethod(options), n };
  if (distribution === null) return undefinedEstimate(frame, 'no scores are kept for this group');
  if (n === 0) return undefinedEstimate(frame, '0/0: no row with a score has a label');
  const noted = { ...frame, method: methodOf(metric, options, distribution) };
  const reason = metric === 'mean_score' ? null : whyNotProbability(distribution, metric);
  if (reason !== null) return undefinedEstimate(noted, reason);
  const squares = metric === 'mean_score' ? moments.squares : moments.labelledSquares;
  const people = group.weightKind === 'sampling' ? kishEffectiveSize(n, squares) : null;
  const bounded =
    metric === 'expected_calibration_error'
      ? calibrationError(distribution, people, options)
      : meanMetric(group, distribution, metric, { ...options, people });
  return judgedEstimate(noted, bounded, evidence);
}

function methodOf(metric: ResampledScoreMetric, options: ResamplingOptions, distribution: Distribution): string {
  const reflected = metric === 'expected_calibration_error' ? ', reflected' : '';
  return `${resamplingMethod(options)}${reflected}${binsNote(distribution)}`;
}

/** Reason why a metric of probabilities cannot be had; null where it can. */
function whyNotProbability(distribution: Distribution, metric: ResampledScoreMetric): string | null {
  const { lowest, highest, positives, negatives } = distribution;
  if (lowest < 0 || highest > 1) return `scores from ${lowest} to ${highest} are not probabilities`;
  if (metric !== 'log_loss') return null;
  const certainAndWrong =
    (positives.means.length > 0 && positives.means[0] === 0) ||
    (negatives.means.length > 0 && negatives.means.at(-1) === 1);
  return certainAndWrong ? 'infinite: a score of 0 or 1 meets the other label' : null;
}

/** Loss of one person with this score; a metric that is the mean of such losses. */
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

function meanMetric(
  group: Group,
  distribution: Distribution,
  metric: MeanMetric,
  options: ResamplingOptions & { readonly people: number | null },
) {
  const values = valuesOf(distribution, metric);
  const exact = { mean_score: group.moments.mean, brier: group.moments.meanSquaredError, log_loss: null }[metric];
  const estimate = exact ?? weightedMean(values);
  const { weights, means } = meanCells(values);
  const mean = (counts: Float64Array): number | null => {
    let sum = 0;
    let people = 0;
    for (let i = 0; i < counts.length; i++) {
      sum += counts[i]! * means[i]!;
      people += counts[i]!;
    }
    return people === 0 ? null : sum / people;
  };
  return { estimate, ...around(estimate, resample({ weights, people: options.people }, mean, options)) };
}

function weightedMean(cells: readonly ValueCell[]): number {
  let sum = 0;
  let weight = 0;
  for (const cell of cells) {
    sum += cell.weight * cell.value;
    weight += cell.weight;
  }
  return sum / weight;
}

/**
 * Sum over bins of |people with label 1 - sum of scores| / people. Its resamples lie above the estimate (an absolute value of noise is
 * positive), so the percentiles are reflected at the estimate, which takes that bias out of the interval instead of doubling it.
 */
function calibrationError(distribution: Distribution, people: number | null, options: ResamplingOptions) {
  const sums = calibrationSums(distribution, ECE_BINS);
  const total = sums.reduce((n, bin) => n + bin.n, 0);
  const estimate = sums.reduce((gap, bin) => gap + Math.abs(bin.positives - bin.scoreSum), 0) / total;
  const { weights, gaps, bins } = gapCells(distribution, ECE_BINS);
  const gapByBin = new Float64Array(ECE_BINS);
  const error = (counts: Float64Array): number | null => {
    gapByBin.fill(0);
    let drawn = 0;
    for (let i = 0; i < counts.length; i++) {
      gapByBin[bins[i]!]! += counts[i]! * gaps[i]!;
      drawn += counts[i]!;
    }
    return drawn === 0 ? null : gapByBin.reduce((sum, gap) => sum + Math.abs(gap), 0) / drawn;
  };
  const { lower, upper } = resample({ weights, people }, error, options);
  if (lower === null || upper === null) return { estimate, lower: null, upper: null };
  const reflected = { lower: Math.max(0, 2 * estimate - upper), upper: Math.min(1, 2 * estimate - lower) };
  return { estimate, ...around(estimate, reflected) };
}
