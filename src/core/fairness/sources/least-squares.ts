import { factorize, solve } from '../../stats/matrix/index.js';

/** Sums of a linear regression: products of the inputs (the first of them is 1), products with the outcome, and the squares of the outcome. */
export interface Gram {
  readonly n: number;
  /** Row by row, of length `size * size`. */
  readonly inputs: Float64Array;
  readonly outcome: Float64Array;
  readonly squares: number;
}

/** An input whose part that no earlier input explains is smaller than this share of it is left out: it repeats the others. */
const REPEATED = 1e-7;

export function addGrams(a: Gram, b: Gram, sign: 1 | -1 = 1): Gram {
  return {
    n: a.n + sign * b.n,
    inputs: a.inputs.map((value, place) => value + sign * b.inputs[place]!),
    outcome: a.outcome.map((value, place) => value + sign * b.outcome[place]!),
    squares: a.squares + sign * b.squares,
  };
}

/**
 * Coefficients of least squares from the normal equations, by Cholesky's decomposition. Inputs that earlier ones repeat get coefficient 0.
 *
 * @param gram sums over scaled inputs, so that their sizes are alike
 */
export function leastSquares({ inputs, outcome }: Gram): Float64Array {
  return solve(factorize(inputs, outcome.length, REPEATED), outcome);
}

/** Mean squared error of coefficients on the people of these sums. */
export function meanSquaredError({ n, inputs, outcome, squares }: Gram, coefficients: Float64Array): number {
  const size = outcome.length;
  let error = squares;
  for (let i = 0; i < size; i++) {
    let product = 0;
    for (let j = 0; j < size; j++) product += inputs[i * size + j]! * coefficients[j]!;
    error += coefficients[i]! * (product - 2 * outcome[i]!);
  }
  return error / n;
}
