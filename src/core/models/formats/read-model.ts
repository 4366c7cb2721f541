import { TribuneError } from '../../base/errors.js';
import { parseJsonBytes } from '../decode/json-bytes.js';
import { asObject, type JsonObject, optional } from '../decode/json-fields.js';
import { invalidModel, MAX_MODEL_BYTES } from '../decode/limits.js';
import { readBudget } from '../decode/read-budget.js';
import { parseUbjson } from '../decode/ubjson.js';
import type { Model } from '../kinds/model.js';
import { readLightgbmJson } from './lightgbm/read-lightgbm-json.js';
import { readLightgbmText } from './lightgbm/read-lightgbm-text.js';
import { readNeutral } from './neutral/read-neutral.js';
import { readOnnx } from './onnx/read-onnx.js';
import { otherFormat } from './other-formats.js';
import { readPmml } from './pmml/read-pmml.js';
import { readCatboost } from './read-catboost.js';
import { readEbm } from './read-ebm.js';
import { looksLikeScorecard, readScorecard } from './read-scorecard.js';
import { readXgboost } from './xgboost/read-xgboost.js';
import type { RoundsWanted } from './xgboost/xgboost-rounds.js';

export interface ReadModelOptions {
  /** Name of the file, for messages. */
  readonly name?: string;
  /** Largest file that is parsed. Default 256 MiB. */
  readonly maxBytes?: number;
  /**
   * Rounds to use of a boosting that was stopped early: all rounds of the file, as XGBoost's `Booster.predict` adds them up (default), or
   * those up to the best, as its scikit-learn models do. `Model.rounds` records the choice.
   */
  readonly rounds?: RoundsWanted;
}

/**
 * Reads a model file of any supported format; the format is found by its content, not by its name. Throws MODEL_INVALID
 * with the place in the file.
 *
 * @example
 * const model = readModel(readFileSync('model.json'), { name: 'model.json' });
 * model.predictLinked(matrixFromRows([[31, 2]]));
 */
export function readModel(bytes: Uint8Array, options: ReadModelOptions = {}): Model {
  const where = options.name ?? 'model';
  const limit = options.maxBytes ?? MAX_MODEL_BYTES;
  if (bytes.length === 0) throw invalidModel(where, 'is empty');
  if (bytes.length > limit)
    throw invalidModel(where, `has ${bytes.length} bytes, more than ${limit}`, 'Raise maxBytes if the file is yours.');
  try {
    return readKnown(bytes, where, options.rounds ?? 'all');
  } catch (cause) {
    // An error that a reader did not foresee (a stack or an array too large) is still the fault of the file.
    if (cause instanceof TribuneError) throw cause;
    if (cause instanceof RangeError || cause instanceof TypeError) {
      throw new TribuneError('MODEL_INVALID', `${where}: cannot be read (${cause.message})`, {
        cause,
        remedy: 'The file may be damaged; export the model again.',
      });
    }
    throw cause;
  }
}

function readKnown(bytes: Uint8Array, where: string, rounds: RoundsWanted): Model {
  const first = firstCharacter(bytes);
  if (first === '{')
    return looksLikeUbjson(bytes)
      ? readXgboost(parseUbjson(bytes, where), where, rounds)
      : readJson(bytes, where, rounds);
  if (startsWith(bytes, 'tree\n') || startsWith(bytes, 'tree\r\n')) return readLightgbmText(bytes, where);
  if (looksLikeScorecard(decode(bytes.subarray(0, 1000)))) return readScorecard(bytes, where);
  // An ONNX ModelProto starts with field 1, ir_version, a varint.
  if (bytes[0] === 0x08) return readOnnx(bytes, where);
  if (first === '<' && new TextDecoder('latin1').decode(bytes.subarray(0, 2000)).includes('<PMML'))
    return readPmml(bytes, where);
  throw otherFormat(bytes, where);
}

const REMOTE_REMEDY =
  'Weights that nobody sees are asked over the network: by name of the version, `tribune explain`, `tribune replay`.';

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

const startsWith = (bytes: Uint8Array, text: string): boolean => decode(bytes.subarray(0, text.length)) === text;

const firstCharacter = (bytes: Uint8Array): string => {
  const blank = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
  return String.fromCharCode(bytes.find((byte) => !blank.has(byte)) ?? 0);
};

/**
 * Whether bytes look like UBJSON: there the brace is followed at once by the marker of a length (i, U, I, l or L), or by `$` or `#` of a
 * counted container.
 */
const looksLikeUbjson = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x7b && /[iUIlL$#]/.test(String.fromCharCode(bytes[1] ?? 0));

function readJson(bytes: Uint8Array, where: string, rounds: RoundsWanted): Model {
  const object: JsonObject = asObject(parseJsonBytes(bytes, readBudget(bytes.length, where)), where);
  if (String(optional(object, 'tribune')).startsWith('remote-model/'))
    throw invalidModel(where, 'is a pinned endpoint and not the model behind it', REMOTE_REMEDY);
  if (optional(object, 'learner') !== undefined) return readXgboost(object, where, rounds);
  if (optional(object, 'ebm') !== undefined) return readEbm(object, where);
  if (optional(object, 'tree_info') !== undefined) return readLightgbmJson(object, where);
  if (optional(object, 'features_info') !== undefined) return readCatboost(object, where);
  return readNeutral(object, where);
}
