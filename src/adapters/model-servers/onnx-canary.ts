import { counted } from '../../core/base/counted.js';
import { TribuneError } from '../../core/base/errors.js';
import { type Matrix, type Model, numTrees, type TreeModel } from '../../core/models/index.js';
import { type LoadPackage, openOnnxRuntime } from './onnx-runtime.js';

/** Number of rows that are compared. */
const ROWS = 8;
/** Values for an input of which nothing is known: numbers on both sides of 0, none so large that an exponential score would be infinite. */
const PLAIN = [0, 1, -1, 2.5, 4, 0.1, -3, 10];
/** Tolerance: scores of two programs in 32-bit numbers differ by less than this times max(1, |score|). */
const TOLERANCE = 1e-4;

/**
 * Compares the model that was read from an ONNX graph with onnxruntime on a few rows, where it is installed, and refuses a reading that
 * gives other scores. The result says whether anything was compared.
 *
 * @throws TribuneError MODEL_INVALID when the scores differ
 */
export async function compareWithRuntime(
  model: Model,
  bytes: Uint8Array,
  name: string,
  load?: LoadPackage,
): Promise<boolean> {
  const answered = await askRuntime(model, { bytes, name, load });
  if (answered === null) return false;
  const { rows, scores } = answered;
  const published = model.predictLinked(rows);
  const { outputs, data } = scores;
  // With one score for two classes, ours is that of the second class.
  const mirrored = model.numOutputs === 1 && outputs === 2;
  if (!mirrored && outputs !== model.numOutputs)
    throw differs(name, `${counted(outputs, 'score')} a row, ${model.numOutputs} were read`);
  published.forEach((score, i) => {
    const theirs = data[mirrored ? 2 * i + 1 : i]!;
    if (!(Math.abs(score - theirs) <= TOLERANCE * Math.max(1, Math.abs(theirs))))
      throw differs(name, `${theirs} where ${score} was read`);
  });
  return true;
}

const differs = (name: string, what: string): TribuneError =>
  new TribuneError('MODEL_INVALID', `${name}: onnxruntime publishes ${what}: the graph is not what was read of it`, {
    remedy:
      'Nothing is explained by another model. Please report the file; or serve the model and explain it over HTTP.',
  });

/** Scores by the runtime; null where there is none, or it cannot run the graph, so that nothing is compared. */
async function askRuntime(
  model: Model,
  { bytes, name, load }: { bytes: Uint8Array; name: string; load: LoadPackage | undefined },
) {
  const unread = new TribuneError('MODEL_INVALID', name);
  try {
    const server = await openOnnxRuntime(bytes, name, load === undefined ? { unread } : { unread, load });
    const { wholeNumbers = [] } = await server.describe();
    const rows = probes(model, (j) => wholeNumbers[wholeNumbers.length === 1 ? 0 : j] === true);
    return { rows, scores: await server.ask(rows, model.features) };
  } catch {
    return null;
  }
}

/** Rows that reach different leaves: numbers between the thresholds of a column, and every category in turn. */
function probes(model: Model, isWhole: (input: number) => boolean): Matrix {
  const between = model.kind === 'tree-ensemble' ? midpoints(model as TreeModel) : null;
  const width = model.features.length;
  const data = new Float64Array(ROWS * width);
  model.features.forEach(({ categories }, j) => {
    const own = between?.[j] ?? [];
    const choices = own.length > 0 ? own : PLAIN;
    for (let r = 0; r < ROWS; r++) {
      const step = r * 7 + j * 3;
      if (categories !== undefined) data[r * width + j] = categories.length === 0 ? -1 : step % categories.length;
      else {
        const value = choices[Math.floor((step * choices.length) / ROWS) % choices.length]!;
        data[r * width + j] = isWhole(j) ? Math.trunc(value) : value;
      }
    }
  });
  return { data, rows: ROWS, columns: width };
}

/** The numbers halfway between the thresholds of each input, at which rounding decides nothing. Only where columns are inputs. */
function midpoints({ ensemble, columns, features }: TreeModel): number[][] {
  const found = features.map((): number[] => []);
  if (columns !== null) return found;
  for (let node = 0; node < ensemble.treeStart[numTrees(ensemble)]!; node++) {
    const feature = ensemble.feature[node]!;
    if (feature >= 0) found[feature]!.push(ensemble.threshold[node]!);
  }
  return found.map((thresholds) => {
    const rising = Float64Array.from(new Set(thresholds)).sort();
    if (rising.length === 0) return [];
    const inner = Array.from(rising.subarray(1), (value, i) => Math.fround((value + rising[i]!) / 2));
    return [rising[0]! - 1, ...inner, rising.at(-1)! + 1];
  });
}
