import { counted } from '../../base/counted.js';
import { invalidModel, MAX_FEATURES, MAX_OUTPUTS } from '../decode/limits.js';
import { applyLink, type Link } from './link.js';
import { checkNames, checkRows, type Feature, type Matrix, type Model } from './model.js';

/** A linear model: raw[k] = intercept[k] + sum over j of coefficients[k * features + j] * x[j]. */
export interface LinearModel extends Model {
  readonly kind: 'linear';
  /** Coefficients `[output * features + feature]`. */
  readonly coefficients: Float64Array;
  readonly intercept: Float64Array;
}

export interface LinearParts {
  readonly format: string;
  readonly features: readonly Feature[];
  readonly link: Link;
  /** One row of coefficients per output. */
  readonly coefficients: readonly ArrayLike<number>[];
  readonly intercept: ArrayLike<number>;
}

/** Makes a linear model. Throws MODEL_INVALID on lengths that do not fit and on numbers that are not finite. */
export function linearModel(parts: LinearParts): LinearModel {
  const featureNames = parts.features.map((feature) => feature.name);
  const width = featureNames.length;
  const numOutputs = parts.coefficients.length;
  checkNames(featureNames, parts.format);
  if (width < 1 || width > MAX_FEATURES || numOutputs < 1 || numOutputs > MAX_OUTPUTS) {
    throw invalidModel(
      parts.format,
      `a linear model with ${counted(width, 'input')} and ${counted(numOutputs, 'output')}`,
    );
  }
  if (parts.intercept.length !== numOutputs || parts.coefficients.some((row) => row.length !== width)) {
    throw invalidModel(
      parts.format,
      `expected ${numOutputs} intercepts and ${counted(width, 'coefficient')} per output`,
    );
  }
  const coefficients = new Float64Array(width * numOutputs);
  parts.coefficients.forEach((row, k) => {
    coefficients.set(Float64Array.from(row), k * width);
  });
  const intercept = Float64Array.from(parts.intercept);
  if (!coefficients.every(Number.isFinite) || !intercept.every(Number.isFinite)) {
    throw invalidModel(parts.format, 'a coefficient or intercept is not a finite number');
  }
  const predictRaw = (rows: Matrix): Float64Array => {
    checkRows({ featureNames, features: parts.features, acceptsMissing: false }, rows);
    const out = new Float64Array(rows.rows * numOutputs);
    for (let r = 0; r < rows.rows; r++) {
      for (let k = 0; k < numOutputs; k++) {
        let sum = intercept[k]!;
        for (let j = 0; j < width; j++) sum += coefficients[k * width + j]! * rows.data[r * width + j]!;
        out[r * numOutputs + k] = sum;
      }
    }
    return out;
  };
  return {
    kind: 'linear',
    format: parts.format,
    features: parts.features,
    featureNames,
    numOutputs,
    link: parts.link,
    acceptsMissing: false,
    coefficients,
    intercept,
    predictRaw,
    predictLinked: (rows) => applyLink(parts.link, predictRaw(rows), numOutputs),
  };
}
