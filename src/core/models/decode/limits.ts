import { TribuneError } from '../../base/errors.js';

/** Largest file that is parsed; 256 MiB holds about 3 million nodes of JSON. */
export const MAX_MODEL_BYTES: number = 256 * 1024 * 1024;
/** Deepest tree that is read: libraries grow trees to about 100 levels, a leaf-wise chain to some hundreds. */
export const MAX_TREE_DEPTH = 2048;
/** Most inputs of a model: every name is stored, so a few bytes of a file must not claim many millions. */
export const MAX_FEATURES = 100_000;
/** Most outputs (classes) of a model. */
export const MAX_OUTPUTS = 10_000;
/** Most bits of one category set: XGBoost itself refuses categories from 2^24. */
export const MAX_CATEGORY: number = 2 ** 24;
/** Most leaf values of a model in total, 8 bytes each: a small file with many declared outputs must not take gigabytes. */
export const MAX_VALUES: number = 2 ** 26;

/** The error that every reader throws: what is wrong and where in the file. */
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

/** Refuses more leaf values than `MAX_VALUES` before they are allocated. */
export function checkValueCount(values: number, where: string): number {
  if (values <= MAX_VALUES) return values;
  throw invalidModel(where, `has ${values} leaf values, more than ${MAX_VALUES}`);
}
