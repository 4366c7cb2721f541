import type { NeutralAdditive, NeutralLinear, NeutralTerm } from '../../models/index.js';
import type { Dataset } from '../base/index.js';
import type { Encoding } from './encoding.js';

/**
 * The coefficients as a model on raw values: `linear` where every input is a number that is always there, else a sum of one function for
 * each input, which has a rule for missing values and for categories never seen (these count like nobody: 0).
 */
export function linearDocument(data: Dataset, encoding: Encoding, beta: Float64Array): NeutralLinear | NeutralAdditive {
  const featureNames = data.columns.map((column) => column.name);
  const link = data.task === 'binary' ? 'logit' : 'identity';
  const slopes = encoding.inputs.map((input) => (input.kind === 'number' ? beta[input.place]! / input.scale : 0));
  const intercept = encoding.inputs.reduce(
    (sum, input, j) => sum - (input.kind === 'number' ? slopes[j]! * input.mean : 0),
    beta[encoding.width]!,
  );
  const isPlain = encoding.inputs.every(
    (input, j) =>
      data.columns[j]!.categories === undefined &&
      (input.kind === 'number' ? input.missing === null : isWhole(data, j)),
  );
  if (isPlain) return { kind: 'linear', featureNames, numOutputs: 1, link, coef: [slopes], intercept: [intercept] };
  const at = (place: number): number => (place < 0 ? 0 : beta[place]!);
  const terms = encoding.inputs.map((input, feature): NeutralTerm => {
    const { categories } = data.columns[feature]!;
    if (input.kind === 'categories')
      return {
        feature,
        shape: 'categories',
        values: Array.from(input.places, at),
        unseen: 0,
        missing: at(input.missing),
      };
    if (categories !== undefined)
      return { feature, shape: 'categories', values: categories.map(() => 0), unseen: 0, missing: 0 };
    if (input.kind === 'none') return { feature, shape: 'line', slope: 0, missing: 0 };
    const { mean, missing } = input;
    const slope = slopes[feature]!;
    return missing === null
      ? { feature, shape: 'line', slope }
      : { feature, shape: 'line', slope, missing: slope * mean + beta[missing]! };
  });
  return {
    kind: 'additive',
    featureNames,
    categories: data.columns.map(({ categories }) => categories ?? null),
    numOutputs: 1,
    link,
    intercept: [intercept],
    terms,
  };
}

const isWhole = (data: Dataset, column: number): boolean => !data.columns[column]!.values.some(Number.isNaN);
