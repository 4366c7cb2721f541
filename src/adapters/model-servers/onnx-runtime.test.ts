import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../core/base/errors.js';
import { linearModel, matrixFromRows } from '../../core/models/index.js';
import { bindRemote, compareWithRuntime, openOnnxRuntime } from './index.js';

const unread = new TribuneError('MODEL_INVALID', 'net.onnx: the graph uses Gemm, which is not read natively');
const bytes = Uint8Array.of(8, 1);
const ROWS = matrixFromRows([
  [1, 2],
  [3, 4],
]);
const FEATURES = [{ name: 'a' }, { name: 'b' }];

interface Fed {
  readonly type: string;
  readonly data: number[];
  readonly dims: number[];
}

/** A stand-in with the shape of onnxruntime's API: a classifier with its label first. */
const runtime = (seen: Fed[]) => ({
  Tensor: class {
    readonly type: string;
    readonly data: unknown;
    readonly dims: readonly number[];
    constructor(type: string, data: unknown, dims: readonly number[]) {
      this.type = type;
      this.data = data;
      this.dims = dims;
    }
  },
  InferenceSession: {
    create: async () => ({
      inputNames: ['X'],
      inputMetadata: [{ name: 'X', type: 'float32', shape: ['n', 2] }],
      run: async ({ X }: { X: Fed }) => {
        seen.push(X);
        const rows = X.dims[0]!;
        const scores = Array.from({ length: rows }, (_, r) => X.data[r * 2]! + X.data[r * 2 + 1]!);
        return {
          label: { type: 'int64', dims: [rows], data: BigInt64Array.from(scores, () => 1n) },
          probabilities: { type: 'float32', dims: [rows, 1], data: Float32Array.from(scores) },
        };
      },
    }),
  },
});

describe('an ONNX graph that is not read natively', () => {
  it('says what to install when there is no runtime', async () => {
    const work = openOnnxRuntime(bytes, 'net.onnx', { unread, load: () => Promise.reject(new Error('not found')) });
    await expect(work).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(/uses Gemm, which is not read natively, and onnxruntime is not installed/),
      remedy: expect.stringContaining('npm install --ignore-scripts onnxruntime-node'),
    });
  });

  it('is run in float32, and its scores are taken, not its labels', async () => {
    const seen: Fed[] = [];
    const server = await openOnnxRuntime(bytes, 'net.onnx', { unread, load: async () => runtime(seen) });
    const remote = await bindRemote(server, await server.describe(), { features: FEATURES, sample: ROWS });
    expect(Array.from(await remote.predictLater(ROWS))).toEqual([3, 7]);
    expect(seen[0]).toMatchObject({ type: 'float32', dims: [2, 2] });
    expect(seen[0]!.data).toBeInstanceOf(Float32Array);
  });

  it('tries the second package where the first is not there', async () => {
    const asked: string[] = [];
    const load = async (name: string): Promise<unknown> => {
      asked.push(name);
      if (name === 'onnxruntime-node') throw new Error('not found');
      return { default: runtime([]) };
    };
    await openOnnxRuntime(bytes, 'net.onnx', { unread, load });
    expect(asked).toEqual(['onnxruntime-node', 'onnxruntime-web']);
  });

  it('that the runtime cannot load is one clear error', async () => {
    const broken = { InferenceSession: { create: () => Promise.reject(new Error('bad protobuf')) } };
    const work = openOnnxRuntime(bytes, 'net.onnx', { unread, load: async () => broken });
    await expect(work).rejects.toThrow(/onnxruntime cannot load it: bad protobuf/);
  });

  it('with maps for scores says how to export it', async () => {
    const { InferenceSession, Tensor } = runtime([]);
    const maps = async () => ({
      ...(await InferenceSession.create()),
      run: () => Promise.reject(new Error('Non tensor type is temporarily not supported.')),
    });
    const load = async () => ({ Tensor, InferenceSession: { create: maps } });
    const server = await openOnnxRuntime(bytes, 'net.onnx', { unread, load });
    await expect(server.ask(ROWS, FEATURES)).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('as maps (ZipMap)'),
      remedy: expect.stringContaining("'zipmap': False"),
    });
  });

  it('is explained to the bits of 32-bit numbers, as every server is', async () => {
    const server = await openOnnxRuntime(bytes, 'net.onnx', { unread, load: async () => runtime([]) });
    const remote = await bindRemote(server, await server.describe(), { features: FEATURES, sample: ROWS });
    expect(remote.model.arithmetic).toBe('float32');
  });
});

describe('a graph that is read natively, where onnxruntime is installed', () => {
  const model = (coefficients: readonly number[]) =>
    linearModel({ format: 'onnx', features: FEATURES, link: 'identity', coefficients: [coefficients], intercept: [0] });

  it('is compared on a few rows', async () => {
    const seen: Fed[] = [];
    expect(await compareWithRuntime(model([1, 1]), bytes, 'net.onnx', async () => runtime(seen))).toBe(true);
    expect(seen[0]!.dims).toEqual([8, 2]);
  });

  it('is refused when its scores are others', async () => {
    const work = compareWithRuntime(model([1, 1.01]), bytes, 'net.onnx', async () => runtime([]));
    await expect(work).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringContaining('the graph is not what was read of it'),
    });
  });

  it('is taken as read where there is no runtime', async () => {
    const load = () => Promise.reject(new Error('not found'));
    expect(await compareWithRuntime(model([1, 1.01]), bytes, 'net.onnx', load)).toBe(false);
  });
});
