import type { Design } from '../linear/index.js';
import type { Layers } from './layers.js';

/** What a row comes to in every layer, and what each unit owes to the loss; both are written over by the next row. */
interface Row {
  readonly out: readonly Float64Array[];
  readonly owed: readonly Float64Array[];
}

/** How the loss of a row depends on its score. */
export interface RowLoss {
  /** Loss of a score for a target. */
  readonly of: (score: number, target: number) => number;
  /** Its derivative by the score. */
  readonly slope: (score: number, target: number) => number;
}

/** -log of the chance of what came true; the score is log-odds. */
export const LOG_LOSS: RowLoss = {
  // log(1 + e^-s) for a 1 and log(1 + e^s) for a 0, without overflow.
  of: (score, target) => Math.max(score, 0) - score * target + Math.log1p(Math.exp(-Math.abs(score))),
  slope: (score, target) => 1 / (1 + Math.exp(-score)) - target,
};

/** Half the squared error. */
export const SQUARED_LOSS: RowLoss = {
  of: (score, target) => (score - target) ** 2 / 2,
  slope: (score, target) => score - target,
};

/** The loss of some rows. */
interface BatchLoss {
  readonly target: Float64Array;
  readonly weights: Float64Array | null;
  readonly loss: RowLoss;
  /** Added to the derivative of each of these rows, by their order. */
  readonly extra?: Float64Array | null;
}

const rowOf = ({ sizes }: Layers): Row => {
  const own = sizes.slice(1);
  return { out: own.map((size) => new Float64Array(size)), owed: own.map((size) => new Float64Array(size)) };
};

/** Forward and backward passes of a network over the rows of a design. */
export class Passes {
  private readonly row: Row;
  private readonly design: Design;
  private readonly layers: Layers;

  constructor(design: Design, layers: Layers) {
    this.design = design;
    this.layers = layers;
    this.row = rowOf(layers);
  }

  /** Scores of rows. */
  scores(rows: Int32Array): Float64Array {
    return Float64Array.from(rows, (row) => this.forward(row));
  }

  /** Adds the derivatives of weight times loss of these rows to the gradient; gives the sum of weighted losses. */
  addGradient(rows: Int32Array, { target, weights, loss, extra }: BatchLoss, gradient: Layers): number {
    let sum = 0;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i]!;
      const weight = weights === null ? 1 : weights[row]!;
      if (weight === 0) continue;
      const score = this.forward(row);
      sum += weight * loss.of(score, target[row]!);
      this.backward(row, weight * (loss.slope(score, target[row]!) + (extra?.[i] ?? 0)), gradient);
    }
    return sum;
  }

  /** Adds the derivatives of a loss of which those by the score of each of these rows are given. */
  addSlopes(rows: Int32Array, slopes: Float64Array, gradient: Layers): void {
    rows.forEach((row, i) => {
      if (slopes[i] === 0) return;
      this.forward(row);
      this.backward(row, slopes[i]!, gradient);
    });
  }

  private forward(row: number): number {
    const { sizes, weights, biases } = this.layers;
    const { out } = this.row;
    const last = weights.length - 1;
    for (let l = 0; l <= last; l++) {
      const now = out[l]!;
      now.set(biases[l]!);
      if (l === 0) this.enter(row, weights[0]!, now);
      else {
        const before = out[l - 1]!;
        for (let i = 0; i < sizes[l]!; i++) if (before[i] !== 0) addTimes(now, weights[l]!, i * now.length, before[i]!);
      }
      if (l < last) for (let u = 0; u < now.length; u++) if (!(now[u]! > 0)) now[u] = 0;
    }
    return out[last]![0]!;
  }

  /** The first layer: numbers times their weights, and one row of weights for each category. */
  private enter(row: number, weights: Float64Array, now: Float64Array): void {
    const { numbers, stride, dense, slots, codes, width } = this.design;
    for (let j = 0; j < numbers; j++) addTimes(now, weights, j * now.length, dense[row * stride + j]!);
    for (let s = 0; s < slots; s++) {
      const place = codes[row * slots + s]!;
      if (place < width) addTimes(now, weights, place * now.length, 1);
    }
  }

  private backward(row: number, slope: number, gradient: Layers): void {
    const { weights } = this.layers;
    const { out, owed } = this.row;
    const last = weights.length - 1;
    owed[last]![0] = slope;
    for (let l = last; l >= 0; l--) {
      const own = owed[l]!;
      const sum = gradient.biases[l]!;
      for (let u = 0; u < own.length; u++) sum[u]! += own[u]!;
      if (l === 0) {
        this.leave(row, own, gradient.weights[0]!);
        return;
      }
      const before = out[l - 1]!;
      const back = owed[l - 1]!;
      for (let i = 0; i < before.length; i++) {
        // A unit that gave 0 passes nothing on, and nothing back.
        if (before[i] === 0) {
          back[i] = 0;
          continue;
        }
        back[i] = passBack(weights[l]!, gradient.weights[l]!, i * own.length, own, before[i]!);
      }
    }
  }

  private leave(row: number, own: Float64Array, gradient: Float64Array): void {
    const { numbers, stride, dense, slots, codes, width } = this.design;
    for (let j = 0; j < numbers; j++) {
      const x = dense[row * stride + j]!;
      for (let u = 0, at = j * own.length; u < own.length; u++, at++) gradient[at]! += x * own[u]!;
    }
    for (let s = 0; s < slots; s++) {
      const place = codes[row * slots + s]!;
      if (place >= width) continue;
      for (let u = 0, at = place * own.length; u < own.length; u++, at++) gradient[at]! += own[u]!;
    }
  }
}

function addTimes(now: Float64Array, weights: Float64Array, from: number, times: number): void {
  for (let u = 0, at = from; u < now.length; u++, at++) now[u]! += times * weights[at]!;
}

/** What a unit owes by the units that it went into, whose weights from it get their derivatives at once. */
function passBack(weights: Float64Array, gradient: Float64Array, from: number, own: Float64Array, out: number): number {
  let sum = 0;
  for (let u = 0, at = from; u < own.length; u++, at++) {
    gradient[at]! += out * own[u]!;
    sum += weights[at]! * own[u]!;
  }
  return sum;
}
