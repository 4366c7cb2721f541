import { agree, counted } from '../../core/base/counted.js';
import { TribuneError } from '../../core/base/errors.js';
import type { Feature, Matrix } from '../../core/models/index.js';
import { type Scores, scoresOfRows } from './answer.js';
import { wrongAnswer } from './fail.js';
import { cellOf, type ModelServer } from './protocol.js';

/** The part of onnxruntime's JavaScript API (node and web, 1.20 and later) that is used here. */
interface Runtime {
  readonly InferenceSession: { create(bytes: Uint8Array): Promise<Session> };
  readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => unknown;
}
interface Session {
  readonly inputNames: readonly string[];
  readonly inputMetadata?: readonly {
    readonly name: string;
    readonly type?: string;
    readonly shape?: readonly unknown[];
  }[];
  run(feeds: Record<string, unknown>): Promise<Record<string, OutputTensor>>;
}
interface OutputTensor {
  readonly type: string;
  readonly dims: readonly number[];
  readonly data: ArrayLike<number | bigint | string>;
}

/** Packages that are tried in this order; both are optional peers that are loaded only when a graph needs one. */
const PACKAGES = ['onnxruntime-node', 'onnxruntime-web'];

export type LoadPackage = (name: string) => Promise<unknown>;

/**
 * Opens an ONNX graph that is not read natively (a neural network, for example) with onnxruntime, if that is installed. Its scores are
 * float32, and only its predictions are known, so it is explained as a black box.
 *
 * @param unread the error of the native reader, which is thrown when there is no runtime
 * @throws TribuneError MODEL_INVALID when neither package is installed or the graph cannot be loaded
 */
export async function openOnnxRuntime(
  bytes: Uint8Array,
  name: string,
  options: { readonly unread: TribuneError; readonly load?: LoadPackage },
): Promise<ModelServer> {
  const runtime = await loadRuntime(options.load ?? ((each) => import(each)), options.unread);
  const session = await createSession(runtime, bytes, name);
  const inputs = session.inputNames.map((input, i) => {
    const metadata = session.inputMetadata?.find((each) => each.name === input) ?? session.inputMetadata?.[i];
    return { name: input, type: metadata?.type ?? 'float32', width: Number(metadata?.shape?.[1]) };
  });
  const isOne = inputs.length === 1;
  return {
    address: name,
    describe: () =>
      Promise.resolve({
        name: 'onnx',
        version: null,
        features: isOne
          ? null
          : inputs.map((input) =>
              input.type === 'string' ? { name: input.name, categories: [] } : { name: input.name },
            ),
        width: isOne ? (inputs[0]!.width > 0 ? inputs[0]!.width : null) : inputs.length,
        acceptsMissing: isOne,
        wholeNumbers: inputs.map(({ type }) => /^u?int/.test(type)),
      }),
    async ask(rows, features) {
      const feeds = Object.fromEntries(
        inputs.map(({ name: input, type }, i) => {
          const columns = isOne ? features.map((_, j) => j) : [i];
          const data = tensorData(type, cellsOf(rows, features, columns), name);
          return [input, new runtime.Tensor(type, data, [rows.rows, columns.length])];
        }),
      );
      return readOutputs(await runSession(session, feeds, name), rows.rows, name);
    },
  };
}

/**
 * The command to install the runtime. In a checkout of its own package an optional peer is installed only where it is saved as another kind
 * of dependency.
 */
const INSTALL = 'npm install --ignore-scripts onnxruntime-node (in a checkout of tribune with --save-dev)';

async function loadRuntime(load: LoadPackage, unread: TribuneError): Promise<Runtime> {
  for (const name of PACKAGES) {
    try {
      const loaded = (await load(name)) as Runtime & { readonly default?: Runtime };
      return loaded.InferenceSession === undefined ? loaded.default! : loaded;
    } catch {
      // The package is not installed, or not for this machine; the next one may do.
    }
  }
  throw new TribuneError('MODEL_INVALID', `${unread.message}, and onnxruntime is not installed`, {
    remedy: `${INSTALL} runs any ONNX graph; or use a tree ensemble or linear model.`,
    cause: unread,
  });
}

async function createSession(runtime: Runtime, bytes: Uint8Array, name: string): Promise<Session> {
  try {
    return await runtime.InferenceSession.create(bytes);
  } catch (cause) {
    throw new TribuneError('MODEL_INVALID', `${name}: onnxruntime cannot load it: ${(cause as Error).message}`, {
      remedy: 'The file may be damaged, or newer than the installed onnxruntime.',
      cause,
    });
  }
}

async function runSession(session: Session, feeds: Record<string, unknown>, name: string) {
  try {
    return await session.run(feeds);
  } catch (cause) {
    const said = (cause as Error).message;
    if (/non[ -]?tensor/i.test(said)) {
      throw new TribuneError(
        'MODEL_INVALID',
        `${name}: publishes its scores as maps (ZipMap), which onnxruntime hands to no JavaScript program`,
        {
          remedy: "Export the model with options={id(model): {'zipmap': False}}.",
          cause,
        },
      );
    }
    throw wrongAnswer(
      name,
      `onnxruntime cannot run it: ${said}`,
      'Check that the data are what the model was trained on.',
    );
  }
}

const cellsOf = (rows: Matrix, features: readonly Feature[], columns: readonly number[]): (number | string | null)[] =>
  Array.from({ length: rows.rows }, (_, r) =>
    columns.map((j) => cellOf(features[j]!, rows.data[r * rows.columns + j]!)),
  ).flat();

function tensorData(type: string, cells: readonly (number | string | null)[], name: string): unknown {
  if (type === 'string') return cells.map((cell) => String(cell ?? ''));
  const numbers = cells.map((cell) => {
    if (typeof cell === 'string') {
      throw new TribuneError('DATA_VALUE_INVALID', `${name} reads numbers, the data hold the text "${cell}"`, {
        remedy: 'Encode categories as the model was trained, or name other columns with --inputs.',
      });
    }
    return cell ?? Number.NaN;
  });
  if (type === 'int64') return BigInt64Array.from(numbers, (value) => BigInt(Math.trunc(value)));
  if (type === 'int32') return Int32Array.from(numbers);
  return type === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers);
}

/** Scores from the first output of floating-point numbers with one entry per row, because a classifier puts its labels first. */
function readOutputs(outputs: Record<string, OutputTensor>, rows: number, name: string): Scores {
  const tensors = Object.values(outputs);
  const chosen = tensors.find((tensor) => /^float/.test(tensor.type)) ?? tensors[0];
  if (chosen === undefined || chosen.dims[0] !== rows) {
    throw wrongAnswer(
      name,
      `${counted(rows, 'row')} ${agree(rows, 'was', 'were')} asked, the output has the shape [${chosen?.dims.join(', ') ?? ''}]`,
    );
  }
  const width = chosen.data.length / rows;
  const entries = Array.from({ length: rows }, (_, r) =>
    Array.from({ length: width }, (_entry, k) => {
      const value = chosen.data[r * width + k]!;
      return typeof value === 'bigint' ? Number(value) : value;
    }),
  );
  return { ...scoresOfRows(entries, rows, name), declaredLabels: !/^float/.test(chosen.type) };
}
