import { invalidModel } from '../decode/limits.js';
import { applyLink, type Link } from './link.js';
import { checkNames, checkRows, type Feature, type Matrix, type Model } from './model.js';

/** A function of one input, or of a few (a pair of an explainable boosting machine). */
export interface AdditiveTerm {
  readonly features: readonly number[];
  /** The score that the term adds to output k, for the values of its features. */
  readonly value: (values: readonly number[], output: number) => number;
}

/** raw[k] = intercept[k] + sum of the terms: scorecards, generalised additive models, explainable boosting machines. */
export interface AdditiveModel extends Model {
  readonly kind: 'additive';
  readonly terms: readonly AdditiveTerm[];
  readonly intercept: Float64Array;
}

export interface AdditiveParts {
  readonly format: string;
  readonly features: readonly Feature[];
  readonly link: Link;
  readonly numOutputs: number;
  readonly intercept: ArrayLike<number>;
  readonly acceptsMissing: boolean;
  readonly terms: readonly AdditiveTerm[];
}

/** Makes an additive model. Throws MODEL_INVALID on a term that names no input or an intercept of another length. */
export function additiveModel(parts: AdditiveParts): AdditiveModel {
  const featureNames = parts.features.map((feature) => feature.name);
  checkNames(featureNames, parts.format);
  if (parts.intercept.length !== parts.numOutputs)
    throw invalidModel(parts.format, 'one intercept per output is needed');
  parts.terms.forEach((term, t) => {
    if (term.features.length === 0 || term.features.some((j) => featureNames[j] === undefined)) {
      throw invalidModel(parts.format, `term ${t} names an input that the model does not have`);
    }
  });
  const intercept = Float64Array.from(parts.intercept);
  if (!intercept.every(Number.isFinite)) throw invalidModel(parts.format, 'an intercept is not a finite number');
  const predictRaw = (rows: Matrix): Float64Array => {
    checkRows({ featureNames, features: parts.features, acceptsMissing: parts.acceptsMissing }, rows);
    const out = new Float64Array(rows.rows * parts.numOutputs);
    for (let r = 0; r < rows.rows; r++) {
      out.set(intercept, r * parts.numOutputs);
      for (const term of parts.terms) {
        const values = term.features.map((j) => rows.data[r * rows.columns + j]!);
        for (let k = 0; k < parts.numOutputs; k++) out[r * parts.numOutputs + k]! += term.value(values, k);
      }
    }
    return out;
  };
  return {
    kind: 'additive',
    format: parts.format,
    features: parts.features,
    featureNames,
    numOutputs: parts.numOutputs,
    link: parts.link,
    acceptsMissing: parts.acceptsMissing,
    terms: parts.terms,
    intercept,
    predictRaw,
    predictLinked: (rows) => applyLink(parts.link, predictRaw(rows), parts.numOutputs),
  };
}
