/** An input whose part that no earlier input explains is smaller than this share of it repeats the others. */
const REPEATED = 1e-12;

export interface Factor {
  readonly size: number;
  readonly lower: Float64Array;
  /** Places that repeat earlier ones; their part of a solution is 0. */
  readonly repeated: readonly number[];
}

/**
 * Factors a symmetric matrix, given by its lower triangle, as L L' (Cholesky). Columns that earlier ones repeat are left out.
 *
 * @param least share of a column that earlier ones must leave unexplained, or it repeats them
 */
export function factorize(matrix: Float64Array, size: number, least = REPEATED): Factor {
  const lower = matrix.slice();
  const repeated: number[] = [];
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let j = 0; j < i; j++) {
      const other = j * size;
      let sum = lower[row + j]!;
      for (let k = 0; k < j; k++) sum -= lower[row + k]! * lower[other + k]!;
      lower[row + j] = lower[other + j] === 0 ? 0 : sum / lower[other + j]!;
    }
    let rest = lower[row + i]!;
    for (let k = 0; k < i; k++) rest -= lower[row + k]! ** 2;
    if (rest > least * matrix[row + i]!) lower[row + i] = Math.sqrt(rest);
    else {
      repeated.push(i);
      lower.fill(0, row, row + i + 1);
    }
  }
  return { size, lower, repeated };
}

/** Solves L L' x = right. */
export function solve({ size, lower }: Factor, right: Float64Array): Float64Array {
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    const row = i * size;
    let sum = x[i]!;
    for (let k = 0; k < i; k++) sum -= lower[row + k]! * x[k]!;
    x[i] = lower[row + i] === 0 ? 0 : sum / lower[row + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    const row = i * size;
    const value = lower[row + i] === 0 ? 0 : x[i]! / lower[row + i]!;
    x[i] = value;
    for (let k = 0; k < i; k++) x[k]! -= lower[row + k]! * value;
  }
  return x;
}
