import { demand, demandFinite } from '../base/check.js';
import { batchesOf, batchStart } from './batches.js';

/**
 * Areas under the ROC curve of small batches of a slice, in the order of the rows: values of 0..1 whose mean is the AUC, for `blockValueEvidence`. An AUC is no sum of rates, but one positive and one negative tell it without bias, and so do a few of each: each batch has
 * at least `perBatch` of both, every row is in exactly one, ties count half. Given the labels the batches are independent, which the AUC of all rows, cut into parts, would not be.
 *
 * - "The AUC is at least 0.8": `{ coefficients: [-1], bound: -0.8 }` on the values of one slice
 * - "The AUCs of two slices differ by at most 0.05": `nullsWithin({ compare: 'difference', max: 0.05 })` on those of both
 *
 * Empty where there are fewer than `perBatch` of a class.
 *
 * @param labels 0 or 1, one for each score, in an order that does not depend on scores
 * @param options `perBatch`: of each class, default 5
 * @throws TribuneError `INVALID_ARGUMENT` on a score that is not finite, a label that is neither 0 nor 1, or other lengths
 * @example aucValues([0.9, 0.2, 0.4, 0.4], [1, 0, 1, 0], { perBatch: 1 }) // [1, 0.5]
 */
export function aucValues(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: { readonly perBatch?: number } = {},
): Float64Array {
  demand(
    scores.length === labels.length,
    `${scores.length} scores and ${labels.length} labels`,
    'Pass a label for each score.',
  );
  const positives: number[] = [];
  const negatives: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isFinite(scores[i]!)) demandFinite(scores[i]!, `score ${i}`);
    if (labels[i] === 1) positives.push(scores[i]!);
    else if (labels[i] === 0) negatives.push(scores[i]!);
    else demand(false, `label ${i} is ${labels[i]}`, 'Pass labels of 0 or 1; leave out those that are not known yet.');
  }
  const batches = batchesOf([positives.length, negatives.length], options.perBatch);
  return Float64Array.from({ length: batches }, (_, batch) => {
    const part = (all: readonly number[]): readonly number[] =>
      all.slice(batchStart(batch, batches, all.length), batchStart(batch + 1, batches, all.length));
    return superiority(part(positives), part(negatives));
  });
}

/** Share of pairs in which the positive has the higher score, ties half. */
function superiority(positives: readonly number[], negatives: readonly number[]): number {
  let wins = 0;
  for (const high of positives) for (const low of negatives) wins += high > low ? 1 : high === low ? 0.5 : 0;
  return wins / (positives.length * negatives.length);
}
