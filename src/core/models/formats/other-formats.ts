import type { TribuneError } from '../../base/errors.js';
import { invalidModel } from '../decode/limits.js';

const starts = (bytes: Uint8Array, ...signature: readonly number[]): boolean =>
  signature.every((byte, i) => bytes[i] === byte);
const contains = (bytes: Uint8Array, text: string, within: number): boolean =>
  new TextDecoder('latin1').decode(bytes.subarray(0, within)).includes(text);

const SKLEARN =
  'Export it: skl2onnx for scikit-learn, save_model for XGBoost (.json, .ubj) and LightGBM (.txt); or serve it.';
const SERVE = 'Serve it and name its address (oip+http://, mlflow+http://, tfserving+http://), or export it to ONNX';

interface OtherFormat {
  readonly what: string;
  readonly remedy: string;
  readonly is: (bytes: Uint8Array) => boolean;
}

/** Whether a zip holds a member of this name, by its beginning, because the list of members at the end is far away in a large file. */
const zipWith =
  (text: string) =>
  (bytes: Uint8Array): boolean =>
    starts(bytes, 0x50, 0x4b, 3, 4) && contains(bytes, text, 65_536);

/**
 * Files that practitioners have and that are not read, each with a way forward. They are never loaded, because a pickle runs code that it
 * holds.
 */
const OTHER: readonly OtherFormat[] = [
  {
    what: 'is packed with gzip',
    remedy: 'Unpack it (gunzip); a model in .json.gz, .ubj.gz or .txt.gz is read by the command line as it is.',
    is: (bytes) => starts(bytes, 0x1f, 0x8b),
  },
  { what: 'is a file of skops', remedy: SKLEARN, is: zipWith('schema.json') },
  { what: 'is a Keras file', remedy: `${SERVE} with tf2onnx.`, is: zipWith('config.json') },
  { what: 'is a file of PyTorch', remedy: `${SERVE} with torch.onnx.export.`, is: zipWith('data.pkl') },
  {
    what: 'is a MOJO of H2O',
    remedy: 'Serve it, or train the model with XGBoost (H2O can) and save that as JSON.',
    is: zipWith('model.ini'),
  },
  { what: 'is a zip archive', remedy: `${SERVE}.`, is: (bytes) => starts(bytes, 0x50, 0x4b, 3, 4) },
  {
    what: 'is an HDF5 file of Keras',
    remedy: `${SERVE} with tf2onnx.`,
    is: (bytes) => starts(bytes, 0x89, 0x48, 0x44, 0x46),
  },
  {
    what: 'is a pickle (joblib writes them too), which runs the program that it holds when it is loaded',
    remedy: SKLEARN,
    is: (bytes) => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5,
  },
  {
    what: 'is a binary file of CatBoost',
    remedy:
      "Save it as JSON: save_model('model.json', format='json', pool=pool), where the pool is needed for models with categories; or serve it.",
    is: (bytes) => starts(bytes, 0x43, 0x42, 0x4d, 0x31),
  },
  {
    what: 'is an old binary file of XGBoost',
    remedy:
      "Load it with XGBoost before 3.1 and save it as JSON: Booster(model_file='old.bin').save_model('model.json').",
    // The first field of this format is the base score, 0.5 unless somebody set it, as a 32-bit number.
    is: (bytes) => starts(bytes, 0x62, 0x69, 0x6e, 0x66) || starts(bytes, 0, 0, 0, 0x3f),
  },
  {
    what: 'is a dump of XGBoost for people (dump_model), without the base score and the objective',
    remedy: "Save the model itself: booster.save_model('model.json').",
    is: (bytes) => contains(bytes, 'booster[0]', 200) || (bytes[0] === 0x5b && contains(bytes, '"nodeid"', 400)),
  },
  {
    what: 'is a scorecard table of optbinning, whose bounds are rounded to two decimals',
    remedy:
      'Write the scorecard CSV from the fitted scorecard instead: bench/peers/optbinning_to_csv.py does it from its exact splits.',
    is: (bytes) => contains(bytes, 'Variable,Bin id,Bin,', 40) || contains(bytes, 'Variable,Bin,Points', 40),
  },
];

/** The error for bytes in a format that is not read: the format, where it is known, and the way forward. */
export function otherFormat(bytes: Uint8Array, where: string): TribuneError {
  const found = OTHER.find(({ is }) => is(bytes));
  if (found !== undefined) return invalidModel(where, `${found.what}, which is not read`, found.remedy);
  return invalidModel(
    where,
    'is of no known format',
    'Known: neutral JSON, XGBoost JSON and UBJSON, LightGBM text and JSON, CatBoost JSON, ONNX, PMML, EBM JSON, scorecard CSV. Export the model to one of them, or serve it.',
  );
}
