import { describe, expect, it } from 'vitest';
import { inputGradients, matrixFromRows, type NetworkModel, type NeutralNetwork, readModel } from '../../index.js';

const NETWORK: NeutralNetwork = {
  kind: 'network',
  featureNames: ['age', 'home', 'id'],
  categories: [null, ['own', 'rent'], null],
  numOutputs: 1,
  link: 'logit',
  inputs: [
    { shape: 'number', mean: 40, scale: 10, missing: 0.5, flag: true },
    { shape: 'indicators', width: 2, places: [0, 1], missing: 1 },
    { shape: 'none' },
  ],
  layers: [
    {
      weights: [
        [1, 2, 3, 4],
        [-1, 0, 1, 0],
      ],
      bias: [0.5, -0.5],
      activation: 'relu',
    },
    { weights: [[2, -3]], bias: [1], activation: 'identity' },
  ],
};

const read = (document: unknown): NetworkModel =>
  readModel(new TextEncoder().encode(JSON.stringify(document)), { name: 'm' }) as NetworkModel;

describe('dense networks of the neutral JSON', () => {
  it('computes by hand: columns, layers, a missing value, a category never seen', () => {
    const model = read(NETWORK);
    const rows = matrixFromRows([
      [60, 0, 7],
      [20, 1, null],
      [null, -1, 7],
      [60, null, 7],
    ]);
    // Units of the first row: 2 + 3 + 0.5 = 5.5 and -2 + 1 - 0.5 < 0; so 2 x 5.5 + 1.
    expect([...model.predictRaw(rows)]).toEqual([12, 6 - 3 * 1.5, 1 + 2 * (0.5 + 2 + 0.5), 1 + 2 * 6.5]);
    expect(model.predictLinked(rows)[0]).toBeCloseTo(1 / (1 + Math.exp(-12)), 15);
    const { slopes } = inputGradients(model, rows, 0);
    // 2 x 1 / 10; a category has no slope; an input that the network leaves out has slope 0.
    expect([...slopes.subarray(0, 3)]).toEqual([0.2, Number.NaN, 0]);
    // The second row: 2 x 1 / 10 + -3 x -1 / 10; the third misses its number.
    expect(slopes[3]).toBeCloseTo(0.5, 15);
    expect(slopes[6]).toBe(Number.NaN);
  });

  it.each([
    [{ inputs: NETWORK.inputs.slice(1) }, 'the shape "indicators" does not fit "age"'],
    [{ inputs: NETWORK.inputs.slice(0, 2) }, 'm.inputs: has 2 entries for 3 inputs'],
    [{ inputs: [{ shape: 'number', mean: 0, scale: 0 }, ...NETWORK.inputs.slice(1)] }, 'm.inputs[0].scale: is 0'],
    [
      { inputs: [{ shape: 'number', mean: 0, scale: 1, flag: true }, ...NETWORK.inputs.slice(1)] },
      'inputs[0].flag: must be true',
    ],
    [
      { layers: [NETWORK.layers[0], { ...NETWORK.layers[1], bias: [1, 2] }] },
      'm.layers[1].bias: has 2 numbers, expected 1',
    ],
    [{ layers: [NETWORK.layers[1]] }, 'weights[0].row: has 2 numbers, expected 4'],
    [{ layers: [NETWORK.layers[0]] }, 'numOutputs is 1, the last layer has 2 units'],
    [{ layers: [{ ...NETWORK.layers[0], activation: 'rleu' }] }, 'is "rleu", expected one of identity, relu'],
    [{ layers: [{ ...NETWORK.layers[0], dropout: 0.5 }] }, 'holds "dropout"'],
    [{ layers: [] }, 'has 0 layers'],
  ])('refuses what does not fit (%#)', (change, message) => {
    expect(() => read({ ...NETWORK, ...change })).toThrow(message);
  });
});
