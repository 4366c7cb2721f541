import { LARGEST_SUM, refused } from './dataset.js';

/** Weights of rows as a learner uses them: not negative, and some above zero. */
export function checkWeights(weights: Float64Array | undefined, rows: number): Float64Array | null {
  if (weights === undefined) return null;
  if (weights.length !== rows)
    throw refused(`there are ${weights.length} weights for ${rows} rows`, 'Give one weight a row.');
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const weight = weights[r]!;
    if (!(weight >= 0) || !Number.isFinite(weight))
      throw refused(`the weight of row ${r} is ${weight}`, 'Weights are finite numbers from 0.');
    total += weight;
  }
  if (!(total > 0)) throw refused('all weights are 0', 'Give at least one row a weight above 0.');
  if (!(total <= LARGEST_SUM)) throw refused(`the weights add up to ${total}`, 'Divide them all by one number.');
  return weights;
}
