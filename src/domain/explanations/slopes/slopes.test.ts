import { describe, expect, it } from 'vitest';
import { matrixFromRows, readModel } from '../../../core/models/index.js';
import type { ExplanationContext } from '../context/index.js';
import { slopesInContext } from './index.js';

/** 2 (age - 40) / 10 - 3 (amount - 2000) / 1000, and 1 for a home of one's own. */
const LINEAR = {
  kind: 'network',
  featureNames: ['age', 'amount', 'home'],
  categories: [null, null, ['own', 'rent']],
  numOutputs: 1,
  link: 'logit',
  inputs: [
    { shape: 'number', mean: 40, scale: 10, missing: 0 },
    { shape: 'number', mean: 2000, scale: 1000 },
    { shape: 'indicators', width: 2, places: [0, 1], missing: -1 },
  ],
  layers: [{ weights: [[2, -3, 1, 0]], bias: [0.5], activation: 'identity' }],
};

function contextOf(rows: (number | null)[][], document: object = LINEAR): ExplanationContext {
  const model = readModel(new TextEncoder().encode(JSON.stringify(document)), { name: 'm' });
  const matrix = matrixFromRows(rows);
  const indices = rows.map((_, i) => i);
  const data = { rows: matrix } as unknown as ExplanationContext['data'];
  const more = { modelName: 'm.json', digest: 'sha256:00', background: null, remote: null, onFile: [] };
  return { model, data, indices, wanted: matrix, ...more };
}

const ROWS = [
  [30, 1000, 0],
  [null, 3000, 1],
  [50, 2000, 1],
];
const AT = { output: 0, noise: 0, seed: 'mine' };

describe('slopes of a network', () => {
  it('are its weights over the scales where it is linear, with and without noise, and none of a category or a gap', () => {
    const plain = slopesInContext(contextOf(ROWS), AT);
    expect(plain.noise).toBeNull();
    expect(plain.deviations).toEqual({ of: 'data', byInput: { age: Math.sqrt(200), amount: 1000, home: null } });
    const [first, second] = plain.rows;
    expect(first!.slopes.map(({ slope }) => slope)).toEqual([0.2, -0.003, null]);
    expect(first!.slopes[1]).toEqual({ input: 'amount', slope: -0.003, perDeviation: -3, standardError: null });
    expect(second!.slopes.map(({ slope }) => slope)).toEqual([null, -0.003, null]);

    const noisy = slopesInContext(contextOf(ROWS), { ...AT, noise: 0.1, samples: 20 });
    expect(noisy.noise).toEqual({ deviations: 0.1, samples: 20, seed: 'mine' });
    const [age, amount, home] = noisy.rows[0]!.slopes;
    expect(age!.slope).toBeCloseTo(0.2, 14);
    expect([age!.standardError, amount!.standardError]).toEqual([expect.closeTo(0, 14), expect.closeTo(0, 14)]);
    expect([home!.slope, home!.standardError]).toEqual([null, null]);
  });

  it('are refused of trees, and in noise of people whose spread is not known', () => {
    const tree = { childrenLeft: [-1], childrenRight: [-1], feature: [-2], threshold: [0], value: [[1]], cover: [1] };
    const forest = {
      ...{ kind: 'tree-ensemble', aggregation: 'sum', numOutputs: 1, baseOffset: [0], link: 'identity' },
      ...{ featureNames: ['age', 'amount', 'home'], trees: [tree] },
    };
    expect(() => slopesInContext(contextOf(ROWS, forest), AT)).toThrow('m.json: a model of the kind tree-ensemble');
    const one = contextOf([[30, 1000, 0]]);
    expect(slopesInContext(one, AT).rows[0]!.slopes[0]).toMatchObject({ slope: 0.2, perDeviation: null });
    expect(() => slopesInContext(one, { ...AT, noise: 0.1 })).toThrow('fewer than two people have a value of "age"');
  });
});
