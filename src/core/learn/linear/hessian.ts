import type { Design } from './design.js';
import type { Objective } from './passes.js';

/**
 * The matrix of second derivatives, lower triangle, `[(width + 1) * i + j]` for j <= i; the intercept last. Its part of numbers adds four rows
 * at a time, that of categories one number for each pair.
 */
export function hessian(
  design: Design,
  curvature: Float64Array,
  { l2, traces }: Pick<Objective, 'l2' | 'traces'>,
): Float64Array {
  const { rows, stride, numbers, width } = design;
  const size = width + 1;
  const out = new Float64Array(size * size);
  const block = new Float64Array(stride * stride);
  for (let r = 0; r < rows; r += 4) addSquares(design, curvature, r, block);
  const sums = sumsOf(design, curvature);
  for (let i = 0; i < numbers; i++) {
    for (let j = 0; j <= i; j++) out[i * size + j] = block[i * stride + j]!;
    out[width * size + i] = sums.numbers[i]!;
  }
  addCategories(design, curvature, out);
  out[width * size + width] = sums.total;
  for (let j = 0; j < width; j++) out[j * size + j]! += l2;
  for (const direction of traces?.directions ?? [])
    for (let i = 0; i < size; i++) {
      const times = traces!.weight * direction[i]!;
      if (times !== 0) for (let j = 0; j <= i; j++) out[i * size + j]! += times * direction[j]!;
    }
  return out;
}

function sumsOf({ rows, stride, dense }: Design, curvature: Float64Array): { numbers: Float64Array; total: number } {
  const numbers = new Float64Array(stride);
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const s = curvature[r]!;
    total += s;
    for (let j = 0; j < stride; j++) numbers[j]! += s * dense[r * stride + j]!;
  }
  return { numbers, total };
}

/** Adds the products of categories with numbers, with each other and with the intercept. */
function addCategories(
  { rows, stride, numbers, dense, slots, codes, width }: Design,
  curvature: Float64Array,
  out: Float64Array,
): void {
  if (slots === 0) return;
  const size = width + 1;
  const side = width + 2;
  const mixed = new Float64Array(side * numbers);
  const pairs = new Float64Array(side * side);
  for (let r = 0; r < rows; r++) {
    const s = curvature[r]!;
    const [at, row] = [r * slots, r * stride];
    for (let a = 0; a < slots; a++) {
      const place = codes[at + a]!;
      const first = place * numbers;
      for (let j = 0; j < numbers; j++) mixed[first + j]! += s * dense[row + j]!;
      // Places rise with slots, so that all of this is below the diagonal, but for "none", which nobody reads.
      const line = place * side;
      for (let b = 0; b <= a; b++) pairs[line + codes[at + b]!]! += s;
    }
  }
  for (let i = numbers; i < width; i++) {
    for (let j = 0; j < numbers; j++) out[i * size + j] = mixed[i * numbers + j]!;
    for (let j = numbers; j <= i; j++) out[i * size + j] = pairs[i * side + j]!;
    out[width * size + i] = pairs[i * side + i]!;
  }
}

function addSquares({ rows, stride, dense }: Design, curvature: Float64Array, r: number, block: Float64Array): void {
  const a = r * stride;
  const has = (k: number): boolean => r + k < rows;
  const [p, q, s, t] = [
    curvature[r]!,
    has(1) ? curvature[r + 1]! : 0,
    has(2) ? curvature[r + 2]! : 0,
    has(3) ? curvature[r + 3]! : 0,
  ];
  const b = has(1) ? a + stride : a;
  const c = has(2) ? a + 2 * stride : a;
  const d = has(3) ? a + 3 * stride : a;
  for (let i = 0; i < stride; i++) {
    const [x, y, z, w] = [p * dense[a + i]!, q * dense[b + i]!, s * dense[c + i]!, t * dense[d + i]!];
    const at = i * stride;
    for (let j = 0; j <= i; j++)
      block[at + j]! += x * dense[a + j]! + y * dense[b + j]! + (z * dense[c + j]! + w * dense[d + j]!);
  }
}
