import type { Design } from './design.js';

/** What the coefficients are fitted to. `weights` null means that every row counts once. */
export interface Objective {
  readonly loss: 'logistic' | 'squared';
  readonly target: Float64Array;
  readonly weights: Float64Array | null;
  /** Weight of half the sum of squared coefficients; the intercept is free. */
  readonly l2: number;
  /** Sums of coefficients, by these directions, whose squares are penalised besides. */
  readonly traces?: Traces | undefined;
}

/** weight / 2 times the sum of squares of direction . coefficients. */
export interface Traces {
  /** One number for each coefficient, the intercept last. */
  readonly directions: readonly Float64Array[];
  readonly weight: number;
}

/**
 * Coefficients of a design: `width` of them, then the intercept, then a 0 that stands for "no coefficient".
 * Sums z = intercept + x . coefficients for the rows from..to.
 */
function scoreBlock(design: Design, beta: Float64Array, range: { from: number; to: number }, z: Float64Array): void {
  const { stride, dense, slots, codes, width } = design;
  const intercept = beta[width]!;
  let r = range.from;
  // Four rows at once read each coefficient once, and their sums wait for nothing of each other.
  for (; r + 3 < range.to; r += 4) {
    let [a, b, c, d] = [intercept, intercept, intercept, intercept];
    const one = r * stride;
    const two = one + stride;
    const three = two + stride;
    const four = three + stride;
    for (let j = 0; j < stride; j++) {
      const value = beta[j]!;
      a += value * dense[one + j]!;
      b += value * dense[two + j]!;
      c += value * dense[three + j]!;
      d += value * dense[four + j]!;
    }
    const at = r - range.from;
    z[at] = a;
    z[at + 1] = b;
    z[at + 2] = c;
    z[at + 3] = d;
  }
  for (; r < range.to; r++) {
    let sum = intercept;
    for (let j = 0; j < stride; j++) sum += beta[j]! * dense[r * stride + j]!;
    z[r - range.from] = sum;
  }
  if (slots === 0) return;
  for (let row = range.from; row < range.to; row++) {
    let sum = z[row - range.from]!;
    const at = row * slots;
    for (let s = 0; s < slots; s++) sum += beta[codes[at + s]!]!;
    z[row - range.from] = sum;
  }
}

/** The sums of all rows at these coefficients. */
export function scoresOf(design: Design, beta: Float64Array): Float64Array {
  const z = new Float64Array(design.rows);
  scoreBlock(design, paddedFor(design, beta), { from: 0, to: design.rows }, z);
  return z;
}

/** Rows that are worked on at once: their numbers stay in the first-level cache between the two halves of a pass. */
const BLOCK = 256;

/**
 * The coefficients as the loops read them. The numbers of a row are filled up to a multiple of four, so the loops read up to three
 * coefficients that belong to categories; there the row holds 0.
 */
function paddedFor({ width, stride }: Design, beta: Float64Array): Float64Array {
  const padded = new Float64Array(Math.max(width + 2, stride));
  padded.set(beta.subarray(0, width + 1));
  return padded;
}

/**
 * The objective at these coefficients, sum of w loss(z, y) + l2/2 |beta|^2, and its gradient (the intercept last). With `curvature` it also
 * writes the second derivative of every row's loss, times its weight.
 */
export function evaluate(
  design: Design,
  objective: Objective,
  beta: Float64Array,
  curvature?: Float64Array,
): { value: number; gradient: Float64Array } {
  const { rows, width, stride } = design;
  const padded = paddedFor(design, beta);
  const sums = new Float64Array(Math.max(width + 2, stride));
  const z = new Float64Array(BLOCK);
  let value = 0;
  for (let from = 0; from < rows; from += BLOCK) {
    const to = Math.min(rows, from + BLOCK);
    scoreBlock(design, padded, { from, to }, z);
    value +=
      objective.loss === 'logistic'
        ? logistic(objective, z, from, to, curvature)
        : squared(objective, z, from, to, curvature);
    addRows(design, sums, { from, to }, z);
  }
  const gradient = sums.slice(0, width + 1);
  for (let j = 0; j < width; j++) {
    gradient[j]! += objective.l2 * beta[j]!;
    value += 0.5 * objective.l2 * beta[j]! * beta[j]!;
  }
  if (objective.traces !== undefined) value += addTraces(objective.traces, beta, gradient);
  return { value, gradient };
}

/** Adds the derivatives of the penalty of traces to the gradient; gives its value. */
function addTraces({ directions, weight }: Traces, beta: Float64Array, gradient: Float64Array): number {
  let value = 0;
  for (const direction of directions) {
    const sum = direction.reduce((part, u, j) => part + u * beta[j]!, 0);
    value += 0.5 * weight * sum * sum;
    for (let j = 0; j < gradient.length; j++) gradient[j]! += weight * sum * direction[j]!;
  }
  return value;
}

/** Sums of the rows of a design, each times a number, by coefficient; the intercept last. */
export function sumBy(design: Design, by: Float64Array): Float64Array {
  const { rows, width, stride } = design;
  const sums = new Float64Array(Math.max(width + 2, stride));
  addRows(design, sums, { from: 0, to: rows }, by);
  return sums.slice(0, width + 1);
}

/** A rest below this is its own log1p to the last digit, and would be lost beside a 1. */
const SMALL = 1e-9;

/** Replaces scores by the derivatives w (p - y) and gives the sum of the losses w (log(1 + e^z) - y z). */
function logistic(
  { target, weights }: Objective,
  z: Float64Array,
  from: number,
  to: number,
  curvature?: Float64Array,
): number {
  let sum = 0;
  // One logarithm for a whole block: each factor is at most 2, so that those of a block stay far from the largest number.
  let product = 1;
  for (let r = from; r < to; r++) {
    const score = z[r - from]!;
    const y = target[r]!;
    const w = weights === null ? 1 : weights[r]!;
    // e^-|z| never overflows, and both the chance and the loss keep their digits at both ends.
    const small = Math.exp(-Math.abs(score));
    const less = small / (1 + small);
    const line = score >= 0 ? (1 - y) * score : -y * score;
    if (weights !== null) sum += w * (Math.log1p(small) + line);
    else if (small < SMALL) sum += small + line;
    else {
      product *= 1 + small;
      sum += line;
    }
    // Where y is 1, p - y is minus the small rest, which 1 - less would round away.
    z[r - from] = w * (score >= 0 ? 1 - y - less : less - y);
    if (curvature !== undefined) curvature[r] = w * less * (1 - less);
  }
  return sum + Math.log(product);
}

function squared(
  { target, weights }: Objective,
  z: Float64Array,
  from: number,
  to: number,
  curvature?: Float64Array,
): number {
  let sum = 0;
  for (let r = from; r < to; r++) {
    const w = weights === null ? 1 : weights[r]!;
    const gap = z[r - from]! - target[r]!;
    sum += 0.5 * w * gap * gap;
    z[r - from] = w * gap;
    if (curvature !== undefined) curvature[r] = w;
  }
  return sum;
}

/** Adds the rows, each times its derivative. Four rows at once touch each sum once. */
function addRows(design: Design, sums: Float64Array, range: { from: number; to: number }, by: Float64Array): void {
  const { stride, dense, slots, codes, width } = design;
  const { from, to } = range;
  let total = 0;
  let r = from;
  for (; r + 3 < to; r += 4) {
    const at = r - from;
    const [p, q, s, t] = [by[at]!, by[at + 1]!, by[at + 2]!, by[at + 3]!];
    total += p + q + s + t;
    const a = r * stride;
    const b = a + stride;
    const c = b + stride;
    const d = c + stride;
    for (let j = 0; j < stride; j++)
      sums[j]! += p * dense[a + j]! + q * dense[b + j]! + (s * dense[c + j]! + t * dense[d + j]!);
  }
  for (; r < to; r++) {
    const p = by[r - from]!;
    total += p;
    for (let j = 0; j < stride; j++) sums[j]! += p * dense[r * stride + j]!;
  }
  if (slots > 0) {
    for (let row = from; row < to; row++) {
      const p = by[row - from]!;
      const at = row * slots;
      for (let s = 0; s < slots; s++) sums[codes[at + s]!]! += p;
    }
  }
  sums[width]! += total;
}
