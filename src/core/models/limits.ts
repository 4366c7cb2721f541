import { TribuneError } from '../errors.js';

/** A larger file is refused before it is parsed; 256 MiB holds about 3 million nodes of JSON. */
export const MAX_MODEL_BYTES: number = 256 * 1024 * 1024;
/** Deeper trees are refused: libraries grow to about 100, a leaf-wise chain to some hundreds. */
export const MAX_TREE_DEPTH = 2048;
/** Inputs of a model; wider data belongs into another representation. */
export const MAX_FEATURES = 1_000_000;
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
