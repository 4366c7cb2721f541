import { defined } from '../../base/defined.js';
import type { Link } from './link.js';
import { checkNames, checkRows, type Feature, type Matrix, type Model } from './model.js';

/** A model of which only predictions are known: explained by exact enumeration or by sampling. */
export interface BlackBoxParts {
  readonly format: string;
  readonly features: readonly Feature[];
  readonly link: Link;
  readonly numOutputs: number;
  readonly acceptsMissing: boolean;
  /** See `Model.arithmetic`. */
  readonly arithmetic?: 'float32';
  /** See `Model.chances`. */
  readonly chances?: Model['chances'];
  /** Raw scores `[row * numOutputs + output]`. */
  readonly predictRaw: (rows: Matrix) => Float64Array;
  /** Converts raw scores to published ones; the identity when the function already answers on the published scale. */
  readonly toLinked: (raw: Float64Array) => Float64Array;
}

/** Wraps a function as a model; rows are checked before each call. */
export function blackBoxModel(parts: BlackBoxParts): Model {
  const featureNames = parts.features.map((feature) => feature.name);
  checkNames(featureNames, parts.format);
  const predictRaw = (rows: Matrix): Float64Array => {
    checkRows({ featureNames, features: parts.features, acceptsMissing: parts.acceptsMissing }, rows);
    return parts.predictRaw(rows);
  };
  const { format, features, link, numOutputs, acceptsMissing } = parts;
  return {
    kind: 'black-box',
    format,
    features,
    featureNames,
    link,
    numOutputs,
    acceptsMissing,
    ...defined({ arithmetic: parts.arithmetic, chances: parts.chances }),
    predictRaw,
    predictLinked: (rows) => parts.toLinked(predictRaw(rows)),
  };
}
