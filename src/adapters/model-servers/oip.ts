import { randomUUID } from 'node:crypto';
import { agree, counted } from '../../core/base/counted.js';
import type { Feature, Matrix } from '../../core/models/index.js';
import { fieldOf, type Scores, scoresOfRows } from './answer.js';
import { wrongAnswer } from './fail.js';
import { askJson, type HttpOptions } from './http.js';
import { allRows, cellOf, type ModelServer, type ServerDescription } from './protocol.js';

interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
}

/** Datatypes that hold labels or counts, not scores. */
const WHOLE = /^(BOOL|U?INT(8|16|32|64))$/;
/** Input for a server that lists none, under the name that KServe's own runtimes use. */
const DEFAULT_INPUT: Tensor = { name: 'input-0', datatype: 'FP64', shape: [-1, -1] };

export interface OipOptions extends HttpOptions {
  /** Output that holds the scores; default the first of a floating-point type, otherwise the first. */
  readonly output?: string;
}

/**
 * The Open Inference Protocol over HTTP and JSON (KServe, Triton, MLServer, OpenVINO): `url` is the address of the model,
 * `http://host/v2/models/NAME` or with `/versions/V`.
 */
export function oipServer(url: URL, options: OipOptions = {}): ModelServer {
  const address = `${url.origin}${url.pathname}`.replace(/\/$/, '');
  let inputs: readonly Tensor[] = [DEFAULT_INPUT];
  return {
    address,
    async describe() {
      const metadata = await askJson({ url: new URL(address) }, options);
      const listed = tensorsOf(fieldOf(metadata, 'inputs'), address);
      if (listed.length > 0) inputs = listed;
      return describeModel(metadata, inputs, address);
    },
    async ask(rows, features) {
      const id = randomUUID();
      const body = {
        id,
        inputs: inputTensors(inputs, rows, features),
        ...(options.output === undefined ? {} : { outputs: [{ name: options.output }] }),
      };
      const answer = await askJson({ url: new URL(`${address}/infer`), body }, options);
      const given = fieldOf(answer, 'id');
      if (given !== id) {
        throw wrongAnswer(
          address,
          `the answer carries the id ${JSON.stringify(given ?? null)}, not that of the request`,
        );
      }
      return readOutputs(fieldOf(answer, 'outputs'), rows.rows, { address, output: options.output });
    },
  };
}

function tensorsOf(value: unknown, address: string): Tensor[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrongAnswer(address, 'its metadata are not those of the Open Inference Protocol');
  return value.map((entry) => {
    const name = fieldOf(entry, 'name');
    const shape = fieldOf(entry, 'shape');
    if (typeof name !== 'string') throw wrongAnswer(address, 'an input in its metadata has no name');
    return {
      name,
      datatype: String(fieldOf(entry, 'datatype') ?? 'FP64'),
      shape: Array.isArray(shape) ? shape.map(Number) : [],
    };
  });
}

/** Whether all columns are one tensor; otherwise there is one tensor per column. */
const isOneTensor = (inputs: readonly Tensor[]): boolean => inputs.length === 1;

function describeModel(metadata: unknown, inputs: readonly Tensor[], address: string): ServerDescription {
  const name = fieldOf(metadata, 'name');
  if (typeof name !== 'string') throw wrongAnswer(address, 'its metadata hold no name of the model');
  const versions = fieldOf(metadata, 'versions');
  const width = isOneTensor(inputs) ? (inputs[0]!.shape.at(-1) ?? -1) : inputs.length;
  const wide = inputs.find((input) => !isOneTensor(inputs) && (input.shape[1] ?? 1) > 1);
  if (wide !== undefined) {
    throw wrongAnswer(
      address,
      `its input "${wide.name}" has ${counted(wide.shape[1]!, 'column')} beside other inputs`,
      'Serve one tensor of all columns, or one tensor per column.',
    );
  }
  return {
    name,
    version: Array.isArray(versions) ? versions.join(',') : null,
    features: isOneTensor(inputs)
      ? null
      : inputs.map((input) =>
          input.datatype === 'BYTES' ? { name: input.name, categories: [] } : { name: input.name },
        ),
    width: width > 0 ? width : null,
    // JSON has no NaN, and null is no tensor value.
    acceptsMissing: false,
  };
}

function inputTensors(inputs: readonly Tensor[], rows: Matrix, features: readonly Feature[]): object[] {
  if (isOneTensor(inputs)) {
    const { name, datatype } = inputs[0]!;
    return [{ name, datatype, shape: [rows.rows, features.length], data: allRows(rows, features).flat() }];
  }
  return inputs.map(({ name, datatype, shape }, j) => ({
    name,
    datatype,
    shape: shape.length > 1 ? [rows.rows, 1] : [rows.rows],
    data: Array.from({ length: rows.rows }, (_, r) => cellOf(features[j]!, rows.data[r * rows.columns + j]!)),
  }));
}

function readOutputs(outputs: unknown, rows: number, at: { address: string; output: string | undefined }): Scores {
  const { address } = at;
  if (!Array.isArray(outputs) || outputs.length === 0) throw wrongAnswer(address, 'the answer has no outputs');
  const named = outputs.find((entry) => fieldOf(entry, 'name') === at.output);
  const floating = outputs.find((entry) => /^(FP|BF)/.test(String(fieldOf(entry, 'datatype'))));
  const chosen = at.output === undefined ? (floating ?? outputs[0]) : named;
  if (chosen === undefined) throw wrongAnswer(address, `the answer has no output "${at.output}"`);
  const shape = fieldOf(chosen, 'shape');
  const data = flat(fieldOf(chosen, 'data'));
  if (!Array.isArray(shape) || shape[0] !== rows) {
    throw wrongAnswer(
      address,
      `${counted(rows, 'row')} ${agree(rows, 'was', 'were')} asked, the answer has the shape ${JSON.stringify(shape ?? null)}`,
    );
  }
  const width = shape.slice(1).reduce((product: number, size: unknown) => product * Number(size), 1);
  if (data.length !== rows * width || width < 1) {
    throw wrongAnswer(address, `the shape ${JSON.stringify(shape)} does not hold its ${counted(data.length, 'value')}`);
  }
  const entries = Array.from({ length: rows }, (_, r) => data.slice(r * width, (r + 1) * width));
  return { ...scoresOfRows(entries, rows, address), declaredLabels: WHOLE.test(String(fieldOf(chosen, 'datatype'))) };
}

/** Entries of `data`, which may be flat or nested, in row-major order. */
const flat = (data: unknown): unknown[] => (Array.isArray(data) ? data.flat(Number.POSITIVE_INFINITY) : []);
