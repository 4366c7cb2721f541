import { betaWeights, pairCell } from './weights.js';

/**
 * Shapley values of one leaf of value 1 in the path-dependent game, for every pattern of satisfied players.
 *
 * The leaf is worth the product over its d players of (satisfied ? 1 : 0) when the player is known and of its cover share
 * z when it is not (Lundberg et al. 2020). With O the satisfied players, Z the product of z outside O and
 * A(S) = sum over U in S of |U|! (d-1-|U|)! / d! * product of z over S without U, a satisfied j gets (1 - z_j) Z A(O without j)
 * and every other player the same -Z A(O). All terms of A are positive, so nothing cancels.
 *
 * @returns `[pattern * d + player]`
 */
export function pathDependentValues(z: Float64Array): Float64Array {
  const d = z.length;
  const size = 1 << d;
  const { a, outside } = sums(z, 1);
  const table = new Float64Array(size * d);
  for (let pattern = 0; pattern < size; pattern++) {
    for (let j = 0; j < d; j++) {
      const satisfied = ((pattern >>> j) & 1) === 1;
      table[pattern * d + j] = satisfied
        ? (1 - z[j]!) * outside[pattern]! * a[pattern ^ (1 << j)]!
        : -outside[pattern]! * a[pattern]!;
    }
  }
  return table;
}

/**
 * As `pathDependentValues` for interaction values: the upper triangle of the d x d matrix per pattern, `[pattern * cells + pairCell(i,
 * j)]`. Off the diagonal stands half of the pair's Shapley interaction index, on it the rest of the player's value.
 */
export function pathDependentInteractions(z: Float64Array): Float64Array {
  const d = z.length;
  const cells = (d * (d + 1)) / 2;
  const values = pathDependentValues(z);
  const { a, outside } = sums(z, 2);
  const table = new Float64Array((1 << d) * cells);
  const signed = (pattern: number, j: number): number => (((pattern >>> j) & 1) === 1 ? 1 - z[j]! : -1);
  for (let pattern = 0; pattern < 1 << d; pattern++) {
    const start = pattern * cells;
    for (let i = 0; i < d; i++) table[start + pairCell(i, i, d)]! += values[pattern * d + i]!;
    for (let i = 0; i < d; i++) {
      for (let j = i + 1; j < d; j++) {
        const rest = pattern & ~((1 << i) | (1 << j));
        const half = 0.5 * signed(pattern, i) * signed(pattern, j) * outside[pattern]! * a[rest]!;
        table[start + pairCell(i, j, d)] = half;
        table[start + pairCell(i, i, d)]! -= half;
        table[start + pairCell(j, j, d)]! -= half;
      }
    }
  }
  return table;
}

/**
 * For every subset S: `a[S]`, the sum above (with d - order + 1 players in the weights), and `outside[S]`, the product of z
 * outside S. The sum is read off the polynomial product of (t + z_i) over S, built one player at a time.
 */
function sums(z: Float64Array, order: number): { a: Float64Array; outside: Float64Array } {
  const d = z.length;
  const size = 1 << d;
  const terms = Math.max(1, d - order + 1);
  const weights = betaWeights(terms);
  const polynomials = new Float64Array(size * terms);
  const a = new Float64Array(size);
  const outside = new Float64Array(size);
  polynomials[0] = 1;
  outside[size - 1] = 1;
  for (let set = size - 2; set >= 0; set--) {
    const lowest = 31 - Math.clz32(~set & (size - 1) & -(~set & (size - 1)));
    outside[set] = outside[set | (1 << lowest)]! * z[lowest]!;
  }
  for (let set = 0; set < size; set++) {
    if (set > 0) {
      const player = 31 - Math.clz32(set);
      const from = (set ^ (1 << player)) * terms;
      for (let k = 0; k < terms; k++) {
        polynomials[set * terms + k] = polynomials[from + k]! * z[player]! + (k > 0 ? polynomials[from + k - 1]! : 0);
      }
    }
    let sum = 0;
    for (let k = 0; k < terms; k++) sum += polynomials[set * terms + k]! * weights[k * terms + terms - 1 - k]!;
    a[set] = sum;
  }
  return { a, outside };
}
