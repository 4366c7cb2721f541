import { createGenerator, type Generator, type Seed } from '../../stats/index.js';
import type { ScorePenalty } from '../base/index.js';
import type { Design } from '../linear/index.js';
import { holdOut } from '../splits/index.js';
import { adam } from './adam.js';
import { arraysOf, copyLayers, drawLayers, type Layers, zerosLike } from './layers.js';
import { Passes, type RowLoss } from './passes.js';

export interface NetworkSettings {
  /** Units of each hidden layer. */
  readonly hidden: readonly number[];
  readonly epochs: number;
  /** Rows of one step. */
  readonly batch: number;
  readonly rate: number;
  /** Weight of half the squared weights, biases free, in the sum of losses of a step. */
  readonly l2: number;
  /** Epochs without gain on rows held out after which it stops; 0: all epochs, and nothing is held out. */
  readonly patience: number;
  /** Share of the rows that early stopping holds out. */
  readonly validation: number;
}

interface Question {
  readonly design: Design;
  readonly target: Float64Array;
  readonly weights: Float64Array | null;
  readonly loss: RowLoss;
  readonly penalty: ScorePenalty | null;
  /** Classes that are held out in equal shares; null for numbers. */
  readonly strata: Float64Array | null;
  readonly seed: Seed;
  readonly progress: (text: string) => void;
}

export interface TrainedLayers {
  readonly layers: Layers;
  /** Epochs that were run, and the one that is kept. */
  readonly epochs: number;
  readonly best: number;
  /** Whether the loss of rows held out had stopped falling; null where none were. */
  readonly stopped: boolean | null;
}

const DRAW_STREAM = 11;
const ORDER_STREAM = 12;
/** A gain of less than this share of the loss is none. */
const LEAST_GAIN = 1e-4;

/** Learns a network in random batches, the order drawn anew for every epoch. */
export function trainLayers(question: Question, settings: NetworkSettings): TrainedLayers {
  const { design, weights, seed, progress } = question;
  const { train, held } = partsOf(question, settings);
  const layers = drawLayers([design.width, ...settings.hidden, 1], createGenerator(seed, DRAW_STREAM));
  const passes = new Passes(design, layers);
  const step = adam(layers, settings.rate);
  const gradient = zerosLike(layers);
  const order = createGenerator(seed, ORDER_STREAM);
  let best = { layers, loss: Number.POSITIVE_INFINITY, epoch: 0 };
  for (let epoch = 1; epoch <= settings.epochs; epoch++) {
    shuffle(train, order);
    for (let from = 0; from < train.length; from += settings.batch) {
      const rows = train.subarray(from, Math.min(from + settings.batch, train.length));
      for (const one of arraysOf(gradient)) one.fill(0);
      passes.addGradient(rows, { ...question, extra: pricesOf(passes, rows, question) }, gradient);
      meanGradient(gradient, layers, { rows: rows.length, l2: settings.l2 });
      step(gradient);
    }
    if (held.length === 0) {
      progress(`epoch ${epoch} of ${settings.epochs}`);
      continue;
    }
    const loss = meanLoss(passes, held, question, weights);
    progress(`epoch ${epoch} of at most ${settings.epochs}, loss ${loss.toPrecision(5)} of rows held out`);
    if (loss < best.loss * (1 - LEAST_GAIN)) best = { layers: copyLayers(layers), loss, epoch };
    else if (epoch - best.epoch >= settings.patience)
      return { layers: best.layers, epochs: epoch, best: best.epoch, stopped: true };
  }
  const { epochs } = settings;
  return held.length === 0
    ? { layers, epochs, best: epochs, stopped: null }
    : { layers: best.layers, epochs, best: best.epoch, stopped: false };
}

/** What the penalty adds to the derivative of each row's loss, by the covariances of the batch; null without a penalty. */
function pricesOf(passes: Passes, rows: Int32Array, { penalty, weights }: Question): Float64Array | null {
  if (penalty === null) return null;
  const scores = passes.scores(rows);
  const prices = new Float64Array(rows.length);
  for (const trace of penalty.traces) {
    let [sum, total] = [0, 0];
    rows.forEach((row, i) => {
      const w = weights?.[row] ?? 1;
      sum += w * trace[row]! * scores[i]!;
      total += w;
    });
    if (total > 0)
      rows.forEach((row, i) => {
        prices[i]! += ((penalty.strength * sum) / total) * trace[row]!;
      });
  }
  return prices;
}

function partsOf(
  { design, strata, seed }: Question,
  { patience, validation }: NetworkSettings,
): {
  train: Int32Array;
  held: Int32Array;
} {
  if (patience === 0) return { train: Int32Array.from({ length: design.rows }, (_, r) => r), held: new Int32Array(0) };
  const { train, test } = holdOut(design.rows, {
    share: validation,
    seed: `early stopping of ${String(seed)}`,
    ...(strata === null ? {} : { strata }),
  });
  return { train: Int32Array.from(train), held: test };
}

/** The order of Fisher and Yates. */
export function shuffle(rows: Int32Array, random: Generator): void {
  for (let i = rows.length - 1; i > 0; i--) {
    const j = random.nextInteger(i + 1);
    [rows[i], rows[j]] = [rows[j]!, rows[i]!];
  }
}

/** Turns sums over rows into the derivatives of the mean loss with its penalty. */
export function meanGradient(
  gradient: Layers,
  { weights }: Layers,
  { rows, l2 }: { readonly rows: number; readonly l2: number },
): void {
  gradient.weights.forEach((slopes, l) => {
    const own = weights[l]!;
    for (let i = 0; i < slopes.length; i++) slopes[i] = (slopes[i]! + l2 * own[i]!) / rows;
  });
  for (const slopes of gradient.biases) for (let i = 0; i < slopes.length; i++) slopes[i]! /= rows;
}

function meanLoss(passes: Passes, rows: Int32Array, { target, loss }: Question, weights: Float64Array | null): number {
  let [sum, total] = [0, 0];
  passes.scores(rows).forEach((score, i) => {
    const weight = weights === null ? 1 : weights[rows[i]!]!;
    sum += weight * loss.of(score, target[rows[i]!]!);
    total += weight;
  });
  return sum / total;
}
