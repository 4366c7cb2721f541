import type { Distribution, ScoreColumn } from '../tally/distribution.js';
import { calibrationBinOf } from './calibration-sums.js';

/** Metrics of people with a score and a label that are resampled together. */
export type PeopleMetric = 'mean_score' | 'brier' | 'log_loss' | 'expected_calibration_error';

/** Those that are means of what each person's score and label give. */
export type MeanMetric = Exclude<PeopleMetric, 'expected_calibration_error'>;

/** What one person adds to a metric. */
export const LOSSES: Readonly<Record<MeanMetric, (label: 0 | 1) => (score: number) => number>> = {
  mean_score: () => (score) => score,
  brier: (label) => (score) => (label - score) ** 2,
  log_loss: (label) => (score) => -(label === 1 ? Math.log(score) : Math.log1p(-score)),
};

/** Cells of people of one label whose scores are neighbours: all metrics of a group are resampled over the same ones. */
export interface LossCells {
  readonly weights: Float64Array;
  readonly labels: Float64Array;
  /** Calibration bin of the cell's scores. */
  readonly bins: Int32Array;
  /** Means of the cell's people; NaN for a metric that was not asked for, but always of the scores. */
  readonly means: Readonly<Record<MeanMetric, Float64Array>>;
}

/** Cells of all labelled people, beside those that the edges of the calibration bins add, where so few lose little enough. Ours. */
const LOSS_CELLS = 64;

/**
 * Share of the variance of a metric that may be inside cells: half of it, 0.15 %, is missing from the width of its interval, where the noise of
 * 1,000 replicates is some 3 %. Ours.
 */
const MAX_LOST_VARIANCE = 0.003;

/** So many cells are not exceeded whatever is lost: the work grows with them. */
const MOST_LOSS_CELLS = 2048;

/**
 * Cells of score and label such that each of the metrics hardly varies within one; each mean over the cells is that over the people. The spread
 * inside the cells is lost: at most `MAX_LOST_VARIANCE` of the variance of each metric, measured, or else the cells are twice as many. Loops over
 * whole columns do the work: a process passes over its distributions once or twice, by code that is not yet fast.
 */
export function lossCells(distribution: Distribution, metrics: readonly PeopleMetric[], bins: number): LossCells {
  const calibrated = metrics.includes('expected_calibration_error');
  // The calibration error varies as the squared errors do.
  const asked = { brier: calibrated || metrics.includes('brier'), log_loss: metrics.includes('log_loss') };
  const sides = [lossesOf(distribution.positives, 1, asked), lossesOf(distribution.negatives, 0, asked)];
  const spreads = spreadsOf(sides);
  const shares = sharesOf(sides, spreads);
  const values = sides.reduce((sum, { counts }) => sum + counts.length, 0);
  for (let most = LOSS_CELLS; ; most *= 2) {
    // Few scores stay as they are.
    const cut: Cut = { bins: calibrated ? bins : 1, apart: values <= most, most };
    // A cell begins where the share of the last one is used up, at the edge of a bin, and with the other label.
    const sums = emptySums(cut.apart ? values : most + 2 * (bins + 1));
    const seen = addCells(sides[0]!, shares[0]!, { ...cut, seen: 0 }, sums);
    addCells(sides[1]!, shares[1]!, { ...cut, seen }, sums);
    const enough = cut.apart || most >= MOST_LOSS_CELLS || lostVariance(sums, spreads, calibrated) <= MAX_LOST_VARIANCE;
    if (enough) return cellsOf(sums, asked);
  }
}

function cellsOf(sums: CellSums, asked: Asked): LossCells {
  const { cells, weights } = sums;
  const means = (of: Float64Array, wanted: boolean): Float64Array =>
    of.slice(0, cells).map((sum, cell) => (wanted ? sum / weights[cell]! : Number.NaN));
  return {
    weights: weights.slice(0, cells),
    labels: sums.labels.slice(0, cells),
    bins: sums.bins.slice(0, cells),
    means: {
      mean_score: means(sums.score, true),
      brier: means(sums.brier, asked.brier),
      log_loss: means(sums.loss, asked.log_loss),
    },
  };
}

/** The people of one label, what each score adds to every metric (0 where it was not asked for), and what the spread of the metrics needs. */
interface Side {
  readonly label: 0 | 1;
  readonly scores: Float64Array;
  readonly counts: Float64Array;
  readonly score: Float64Array;
  readonly brier: Float64Array;
  readonly loss: Float64Array;
  readonly people: number;
  /** Sums of the values of each metric. */
  readonly sums: readonly [number, number, number];
}

/** Which metrics but the mean score are asked for. */
interface Asked {
  readonly brier: boolean;
  readonly log_loss: boolean;
}

function lossesOf({ scores, counts, means }: ScoreColumn, label: 0 | 1, asked: Asked): Side {
  const brier = new Float64Array(scores.length);
  const loss = new Float64Array(scores.length);
  let [people, sum, brierSum, lossSum] = [0, 0, 0, 0];
  for (let i = 0; i < scores.length; i++) {
    const weight = counts[i]!;
    const score = means[i]!;
    const error = (label - score) ** 2;
    people += weight;
    sum += weight * score;
    if (asked.brier) {
      brier[i] = error;
      brierSum += weight * error;
    }
    if (asked.log_loss) {
      const bits = -(label === 1 ? Math.log(score) : Math.log1p(-score));
      loss[i] = bits;
      lossSum += weight * bits;
    }
  }
  const all = { label, scores, counts, score: means, brier, loss, people };
  return { ...all, sums: [sum, brierSum, lossSum] };
}

/** How much each metric varies over the people: its mean, and the sum of the squared distances from it. */
interface Spreads {
  readonly people: number;
  readonly means: readonly [number, number, number];
  readonly squares: readonly [number, number, number];
  /** Sum of the squared errors, about zero. */
  readonly errors: number;
}

/** In two passes: squares of a metric that hardly varies around a mean far from 0 would cancel. */
function spreadsOf(sides: readonly Side[]): Spreads {
  const people = sides.reduce((sum, side) => sum + side.people, 0);
  const mean = (metric: 0 | 1 | 2): number => sides.reduce((sum, side) => sum + side.sums[metric], 0) / people;
  const means = [mean(0), mean(1), mean(2)] as const;
  let [score, brier, loss] = [0, 0, 0];
  for (const side of sides) {
    for (let i = 0; i < side.counts.length; i++) {
      const weight = side.counts[i]!;
      score += weight * (side.score[i]! - means[0]) ** 2;
      brier += weight * (side.brier[i]! - means[1]) ** 2;
      loss += weight * (side.loss[i]! - means[2]) ** 2;
    }
  }
  return { people, means, squares: [score, brier, loss], errors: means[1] * people };
}

/** The largest share of the variance of a metric that is inside cells, 0..1. */
function lostVariance(cells: CellSums, { people, means, squares, errors }: Spreads, calibrated: boolean): number {
  const inside = ([cells.score, cells.brier, cells.loss] as const).map((sums, metric) => {
    let between = 0;
    for (let cell = 0; cell < cells.cells; cell++) {
      const weight = cells.weights[cell]!;
      if (weight > 0) between += weight * (sums[cell]! / weight - means[metric]!) ** 2;
    }
    return Math.max(0, squares[metric]! - between);
  });
  const shares = inside.map((lost, metric) => (squares[metric]! > 0 ? lost / squares[metric]! : 0));
  const largest = Math.max(...shares);
  if (!calibrated) return largest;
  // The calibration error is the mean of label - score with the sign of the gap of its bin, and of these the score alone varies inside a cell.
  const gaps = new Float64Array(1 + Math.max(...cells.bins.subarray(0, cells.cells)));
  for (let cell = 0; cell < cells.cells; cell++)
    gaps[cells.bins[cell]!]! += cells.labels[cell]! * cells.weights[cell]! - cells.score[cell]!;
  const spread = errors - gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) ** 2 / people;
  return spread > 0 ? Math.max(largest, Math.min(1, inside[0]! / spread)) : largest;
}

/**
 * The share of the cells that each score takes, together 1: the cube root of its people times the squared steps of the metrics to the next score,
 * each in units of its spread. So cut, a number of cells keeps the most variance (Panter and Dite (1951), Quantization distortion in
 * pulse-count modulation with nonuniform spacing of levels, Proc. IRE 39, 44-48): a long tail, such as that of the log loss, stays finely cut.
 */
function sharesOf(sides: readonly Side[], { people, squares }: Spreads): Float64Array[] {
  const inverse = (metric: 0 | 1 | 2): number => (squares[metric] > 0 ? people / squares[metric] : 0);
  const [score, brier, loss] = [inverse(0), inverse(1), inverse(2)];
  const bySide = sides.map((side) => stepsOf(side, score, brier, loss));
  const total = bySide.reduce((all, shares) => all + sumOf(shares), 0);
  // Where no metric varies every share is 0, and so is their sum.
  return total > 0 ? bySide.map((shares) => scaledBy(shares, 1 / total)) : bySide;
}

/** The shares of one label, not yet in parts of 1. */
function stepsOf(side: Side, score: number, brier: number, loss: number): Float64Array {
  const shares = new Float64Array(side.counts.length);
  for (let i = 1; i < shares.length; i++) {
    const steps =
      score * (side.score[i]! - side.score[i - 1]!) ** 2 +
      brier * (side.brier[i]! - side.brier[i - 1]!) ** 2 +
      loss * (side.loss[i]! - side.loss[i - 1]!) ** 2;
    shares[i] = Math.cbrt(steps * side.counts[i]!);
  }
  return shares;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}

function scaledBy(values: Float64Array, factor: number): Float64Array {
  for (let i = 0; i < values.length; i++) values[i]! *= factor;
  return values;
}

interface Cut {
  readonly bins: number;
  /** Each score is a cell of its own. */
  readonly apart: boolean;
  /** Number of cells that the shares are cut into. */
  readonly most: number;
}

/** Sums by cell; as many places as there can be cells. */
interface CellSums {
  cells: number;
  readonly weights: Float64Array;
  readonly labels: Float64Array;
  readonly bins: Int32Array;
  readonly score: Float64Array;
  readonly brier: Float64Array;
  readonly loss: Float64Array;
}

function emptySums(most: number): CellSums {
  const sums = (): Float64Array => new Float64Array(most);
  return {
    cells: 0,
    weights: sums(),
    labels: sums(),
    bins: new Int32Array(most),
    score: sums(),
    brier: sums(),
    loss: sums(),
  };
}

/** Adds the cells of one label; returns the shares seen with them. */
function addCells(side: Side, shares: Float64Array, cut: Cut & { readonly seen: number }, into: CellSums): number {
  const { weights, labels, bins, score, brier, loss } = into;
  let seen = cut.seen;
  let cell = into.cells - 1;
  let last = -1;
  let lastBin = -1;
  for (let i = 0; i < shares.length; i++) {
    const share = shares[i]!;
    const place = Math.min(cut.most - 1, Math.floor((seen + share / 2) * cut.most));
    const bin = cut.bins === 1 ? 0 : calibrationBinOf(side.scores[i]!, cut.bins);
    if (last === -1 || cut.apart || place !== last || bin !== lastBin) {
      cell += 1;
      labels[cell] = side.label;
      bins[cell] = bin;
    }
    seen += share;
    last = place;
    lastBin = bin;
    const people = side.counts[i]!;
    weights[cell]! += people;
    score[cell]! += people * side.score[i]!;
    brier[cell]! += people * side.brier[i]!;
    loss[cell]! += people * side.loss[i]!;
  }
  into.cells = cell + 1;
  return seen;
}
