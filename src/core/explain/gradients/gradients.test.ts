import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { matrixFromRows, type NetworkModel, readModel } from '../../models/index.js';
import { explain, smoothGradients } from '../index.js';

const read = (document: unknown): NetworkModel =>
  readModel(new TextEncoder().encode(JSON.stringify(document)), { name: 'm' }) as NetworkModel;

/** A repeatable weight in (-1, 1). */
const weight = (i: number): number => Math.sin(i * 12.9898 + 1) * 0.9;
const layer = (units: number, columns: number, activation: string, seed: number): object => ({
  weights: Array.from({ length: units }, (_, u) =>
    Array.from({ length: columns }, (_c, c) => weight(seed + u * columns + c)),
  ),
  bias: Array.from({ length: units }, (_, u) => weight(seed + 500 + u) / 2),
  activation,
});

const net = (activation: string, link: string, outputs = 1): NetworkModel =>
  read({
    kind: 'network',
    featureNames: ['age', 'amount', 'home'],
    categories: [null, null, ['own', 'rent', 'free']],
    numOutputs: outputs,
    link,
    inputs: [
      { shape: 'number', mean: 40, scale: 10 },
      { shape: 'number', mean: 2000, scale: 800, missing: 0, flag: true },
      { shape: 'indicators', width: 3, places: [0, 1, 2], missing: -1 },
    ],
    layers: [layer(8, 6, activation, 3), layer(6, 8, activation, 100), layer(outputs, 6, 'identity', 200)],
  });

const PEOPLE = matrixFromRows([
  [31, 2500, 0],
  [64, null, 2],
  [22, 900, 1],
]);
const BASELINES = matrixFromRows([
  [50, 1500, 0],
  [35, 3000, 1],
]);

/** The mean over many steps of slopes along the line, times the way, summed by input and averaged over the baselines. */
function riemann(model: NetworkModel, output: number, steps: number): number[][] {
  const { encoder, network } = model;
  const own = encoder.encode(PEOPLE);
  const base = encoder.encode(BASELINES);
  return Array.from({ length: PEOPLE.rows }, (_, r) => {
    const values = [0, 0, 0];
    for (let b = 0; b < BASELINES.rows; b++) {
      const at = (c: number, t: number): number => {
        const from = base.data[b * encoder.width + c]!;
        return from + t * (own.data[r * encoder.width + c]! - from);
      };
      const data = Float64Array.from({ length: steps * encoder.width }, (_x, i) =>
        at(i % encoder.width, (Math.floor(i / encoder.width) + 0.5) / steps),
      );
      const [slopes] = network.gradients({ data, rows: steps, columns: encoder.width }, [output]);
      slopes!.forEach((slope, i) => {
        const c = i % encoder.width;
        values[encoder.sources[c]!]! += (slope * (at(c, 1) - at(c, 0))) / steps / BASELINES.rows;
      });
    }
    return values;
  });
}

describe('integrated gradients of a network', () => {
  it.each(['relu', 'tanh', 'gelu'])(
    '%s: the mean of slopes along the line, complete to the last digits',
    (activation) => {
      const model = net(activation, 'logit');
      const found = explain(model, PEOPLE, { method: 'integrated-gradients', background: BASELINES });
      const expected = riemann(model, 0, 4_000).flat();
      // A sum of midpoints misses the kinks of relu by about one step.
      found.values.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(activation === 'relu' ? 1e-3 : 1e-6);
      });
      expect(Math.max(...found.additivityError)).toBeLessThan(activation === 'relu' ? 1e-13 : 1e-9);
      expect(found.integration!.error).toBeLessThan(1e-8);
      expect(found.integration!.error === 0).toBe(activation === 'relu');
    },
  );

  it('has a closed form behind a sigmoid and quadrature behind a softmax, both complete', () => {
    const options = { method: 'integrated-gradients', scale: 'linked', background: BASELINES } as const;
    const two = explain(net('relu', 'logit'), PEOPLE, options);
    expect(Math.max(...two.additivityError)).toBeLessThan(1e-11);
    expect(two.integration!.error).toBe(0);
    const three = explain(net('relu', 'softmax', 3), PEOPLE, options);
    expect(three.outputs).toEqual([0, 1, 2]);
    expect(Math.max(...three.additivityError)).toBeLessThan(1e-9);
    // Chances of three classes sum to one, so what an input adds to them sums to nothing.
    for (let i = 0; i < three.values.length; i += 3)
      expect(Math.abs(three.values[i]! + three.values[i + 1]! + three.values[i + 2]!)).toBeLessThan(1e-9);
  });

  it('an input that does not differ from its baseline gets nothing, and a small budget is refused', () => {
    const model = net('tanh', 'identity');
    const same = matrixFromRows([[50, 900, 0]]);
    const { values } = explain(model, same, {
      method: 'integrated-gradients',
      background: matrixFromRows([[50, 1500, 0]]),
      singleReference: true,
    });
    expect([values[0], values[2]]).toEqual([0, 0]);
    expect(() =>
      explain(model, same, { method: 'integrated-gradients', background: BASELINES, evaluations: 8 }),
    ).toThrow('row 0: the integral over 2 baselines takes more than 8 runs');
  });

  it('the exact values of a network come from every coalition, without a word by whoever asks', () => {
    const model = net('relu', 'logit');
    const found = explain(model, PEOPLE, { background: BASELINES });
    expect(found.method).toBe('exact');
    expect(Math.max(...found.additivityError)).toBeLessThan(1e-12);
  });
});

/** Graphs of PyTorch's form with pools, layer normalisation and residuals, of two rows and more: a background is made of them. */
const GRAPHS = (
  JSON.parse(readFileSync('src/core/models/formats/onnx/testdata/networks.json', 'utf8')) as {
    cases: { name: string; model: string; rows?: number[][] }[];
  }
).cases.filter(({ rows }) => rows !== undefined && rows.length > 1);

describe('the rescale rule', () => {
  const options = { method: 'rescale', background: BASELINES } as const;

  it.each(['relu', 'tanh', 'gelu'])('%s: sums to the score, and says how far it is from exact values', (activation) => {
    const model = net(activation, 'logit');
    const found = explain(model, PEOPLE, options);
    const exact = explain(model, PEOPLE, { background: BASELINES, method: 'exact' });
    expect(Math.max(...found.additivityError)).toBeLessThan(1e-12);
    const distance = Math.max(...found.values.map((value, i) => Math.abs(value - exact.values[i]!)));
    expect(found.approximation).toEqual({ error: distance, rows: PEOPLE.rows });
    expect(distance).toBeGreaterThan(0);
  });

  it('is exact where nothing bends, and where one bend follows sums of inputs alone it is the rule worked by hand', () => {
    const straight = explain(net('identity', 'logit'), PEOPLE, options);
    expect(straight.approximation!.error).toBeLessThan(1e-12);
    // relu(2a - b) at (3, 1) against (1, 4): from relu(-2) = 0 to relu(5) = 5 over a way of 7, so a moves 4 x 5/7, b 3 x 5/7.
    const one = read({
      ...{ kind: 'network', featureNames: ['a', 'b'], numOutputs: 1, link: 'identity' },
      inputs: [
        { shape: 'number', mean: 0, scale: 1 },
        { shape: 'number', mean: 0, scale: 1 },
      ],
      layers: [
        { weights: [[2, -1]], bias: [0], activation: 'relu' },
        { weights: [[1]], bias: [0], activation: 'identity' },
      ],
    });
    const found = explain(one, matrixFromRows([[3, 1]]), {
      method: 'rescale',
      background: matrixFromRows([[1, 4]]),
      singleReference: true,
    });
    expect(found.values[0]).toBeCloseTo((4 * 5) / 7, 12);
    expect(found.values[1]).toBeCloseTo((3 * 5) / 7, 12);
    // By every coalition: a alone moves to relu(2) = 2, b alone to relu(1) = 1.
    expect(found.approximation!.error).toBeCloseTo(Math.abs((4 * 5) / 7 - (2 + (5 - 1)) / 2), 12);
  });

  it.each(GRAPHS)(
    'sums to the scores of the graph $name, also where windows and squares bend together',
    ({ model, rows }) => {
      const graph = readModel(Buffer.from(model, 'base64'), { name: 'graph' });
      const people = matrixFromRows(
        rows!.flat().length === rows!.length * graph.features.length ? rows! : rows!.map((row) => row.flat(4)),
      );
      const found = explain(graph, people, { method: 'rescale', background: people });
      expect(Math.max(...found.additivityError)).toBeLessThan(1e-9);
    },
  );

  it.each([-19, -300])('sums to the published chances of a softmax whose scores are far apart: from %d', (from) => {
    const far = read({
      ...{ kind: 'network', featureNames: ['a'], numOutputs: 2, link: 'softmax' },
      inputs: [{ shape: 'number', mean: 0, scale: 1 }],
      layers: [{ weights: [[0], [1]], bias: [0, 0], activation: 'identity' }],
    });
    const background = matrixFromRows([[from]]);
    const asked = { method: 'rescale', scale: 'linked', background, singleReference: true } as const;
    const found = explain(far, matrixFromRows([[1]]), asked);
    const chance = (z: number): number => 1 / (1 + Math.exp(-z));
    expect(found.values.at(-1)).toBeCloseTo(chance(1) - chance(from), 9);
  });

  it('explains published chances of a sigmoid and of a softmax, and refuses other models', () => {
    for (const model of [net('relu', 'logit'), net('tanh', 'softmax', 3)]) {
      const found = explain(model, PEOPLE, { ...options, scale: 'linked' });
      expect(Math.max(...found.additivityError)).toBeLessThan(1e-9);
    }
    const linear = read({ kind: 'linear', featureNames: ['a'], coef: [[1]], intercept: [0], link: 'logit' });
    expect(() =>
      explain(linear, matrixFromRows([[1]]), { ...options, background: matrixFromRows([[1], [2]]) }),
    ).toThrow('the method rescale is for networks, this model is of kind linear');
  });
});

describe('mean slopes in noise', () => {
  const options = { output: 0, spread: [5, 300, 0], seed: 'mine', samples: 400 };

  it('repeats itself by its seed and by the number of the row, and says how sure it is', () => {
    const model = net('tanh', 'logit');
    const one = smoothGradients(model, PEOPLE, options);
    expect(smoothGradients(model, PEOPLE, options)).toEqual(one);
    expect(smoothGradients(model, matrixFromRows([[31, 2500, 0]]), options).slopes).toEqual(one.slopes.subarray(0, 3));
    const other = smoothGradients(model, PEOPLE, { ...options, seed: 'yours' });
    expect(other.slopes[0]).not.toBe(one.slopes[0]);
    expect(Math.abs(other.slopes[0]! - one.slopes[0]!)).toBeLessThan(
      5 * Math.hypot(one.standardErrors[0]!, other.standardErrors[0]!),
    );
    // A missing number and a category have no slope.
    expect([one.slopes[2], one.slopes[4]]).toEqual([Number.NaN, Number.NaN]);
  });

  it('refuses noise that an input cannot have', () => {
    const model = net('tanh', 'logit');
    expect(() => smoothGradients(model, PEOPLE, { ...options, spread: [1, 1, 1] })).toThrow('the noise of "home" is 1');
    expect(() => smoothGradients(model, PEOPLE, { ...options, spread: [1] })).toThrow('has 1 numbers for 3 inputs');
    expect(() => smoothGradients(model, PEOPLE, { ...options, samples: 1 })).toThrow('samples is 1');
  });
});
