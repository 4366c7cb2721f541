import { TribuneError } from '../../base/errors.js';

/** A larger file is refused before it is parsed; 256 MiB holds about 3 million nodes of JSON. */
export const MAX_MODEL_BYTES: number = 256 * 1024 * 1024;
/** Deeper trees are refused: libraries grow to about 100, a leaf-wise chain to some hundreds. */
export const MAX_TREE_DEPTH = 2048;
/** Inputs of a model; every name is kept, so a few bytes of a file must not claim many millions. */
export const MAX_FEATURES = 100_000;
/** Outputs (classes) of a model. */
export const MAX_OUTPUTS = 10_000;
/** Bits of one category set: XGBoost itself refuses categories from 2^24. */
export const MAX_CATEGORY: number = 2 ** 24;
/** Leaf values of a model in total, 8 bytes each: a small file with many declared outputs must not take gigabytes. */
export const MAX_VALUES: number = 2 ** 26;

/** The one error of every reader: what is wrong and where in the file. */
export function invalidModel(where: string, what: string, remedy?: string): TribuneError {
  return new TribuneError('MODEL_INVALID', `${where}: ${what}`, {
    remedy: remedy ?? 'Export the model again with its own library; the file may be damaged or of another format.',
  });
}

/** Refuses a declared number of outputs before anything of its size is allocated. */
export function checkOutputCount(outputs: number, where: string): number {
  if (Number.isInteger(outputs) && outputs >= 1 && outputs <= MAX_OUTPUTS) return outputs;
  throw invalidModel(where, `the number of outputs is ${outputs}, expected 1 to ${MAX_OUTPUTS}`);
}

/** Refuses a declared number of inputs before anything of its size is allocated. */
export function checkFeatureCount(features: number, where: string): number {
  if (Number.isInteger(features) && features >= 1 && features <= MAX_FEATURES) return features;
  throw invalidModel(where, `the number of features (num_feature) is ${features}, expected 1 to ${MAX_FEATURES}`);
}

/** Refuses more leaf values than memory is meant to hold, before they are allocated. */
export function checkValueCount(values: number, where: string): number {
  if (values <= MAX_VALUES) return values;
  throw invalidModel(where, `has ${values} leaf values, more than ${MAX_VALUES}`);
}
