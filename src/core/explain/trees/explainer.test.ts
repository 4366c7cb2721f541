import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { matrixFromRows, readModel, type TreeModel } from '../../models/index.js';
import { compileTreeExplainer, DEFAULT_TABLE_BYTES, type TreeExplainerOptions } from './explainer.js';

interface Case {
  readonly method: string;
  readonly expectedValue: number[];
  readonly phi: number[][][] | number[][];
  readonly background?: number[][];
  readonly backgroundRows?: number;
  readonly row?: number;
  readonly rows?: number[];
  readonly values?: number[][][][];
}

interface Reference {
  readonly model: unknown;
  readonly X: number[][];
  readonly rawOutput: number[][];
  readonly cases: Case[];
}

const FILES = ['three-feature', 'diabetes-rf', 'diabetes-rf-deep', 'breast-cancer-gbc', 'compas-rf'];

const asModel = (model: unknown): TreeModel => readModel(new TextEncoder().encode(JSON.stringify(model))) as TreeModel;

/** Compares every number, to 1e-9 relative to max(1, |f|) with f the row's prediction; returns how many. */
function compare(actual: ArrayLike<number>, expected: number[], scale: number): number {
  expected.forEach((number, i) => {
    const bound = 1e-9 * Math.max(1, scale);
    if (!(Math.abs(actual[i]! - number) <= bound)) throw new Error(`number ${i}: ${actual[i]} instead of ${number}`);
  });
  expect(actual.length).toBe(expected.length);
  return expected.length;
}

function compareCase(reference: Reference, current: Case, options: Partial<TreeExplainerOptions> = {}): number {
  const model = asModel(reference.model);
  const method = current.method.includes('interventional') ? 'interventional' : 'path-dependent';
  const background = reference.cases.find((other) => other.method === 'exact_interventional')!.background!;
  const interactions = current.method.includes('interaction');
  const explainer = compileTreeExplainer(model, {
    method,
    background: matrixFromRows(background.slice(0, current.backgroundRows ?? background.length)),
    interactions,
    ...options,
  });
  const wanted = current.row === undefined ? (current.rows ?? reference.X.map((_, r) => r)) : [current.row];
  const explanation = explainer.explain(matrixFromRows(wanted.map((r) => reference.X[r]!)));
  const expected = interactions
    ? current.values!
    : current.row === undefined
      ? (current.phi as number[][][])
      : [current.phi];
  const actual = interactions ? explanation.interactions! : explanation.values;
  const width = actual.length / wanted.length;
  let compared = current.expectedValue === undefined ? 0 : compare(explainer.baseValue, current.expectedValue, 1);
  wanted.forEach((r, i) => {
    const scale = Math.max(...reference.rawOutput[r]!.map(Math.abs));
    compared += compare(actual.subarray(i * width, (i + 1) * width), (expected[i] as number[][]).flat(2), scale);
  });
  return compared;
}

describe.skipIf(!hasShared)('tree explanations equal the reference numbers', () => {
  const wrong = (current: Case): boolean => current.method === 'shap_interventional';

  it.each([
    ['three-feature', 186],
    ['diabetes-rf', 746],
    ['diabetes-rf-deep', 224],
    ['breast-cancer-gbc', 4502],
    ['compas-rf', 1062],
  ])('in every case of %s', (file, numbers) => {
    const reference = sharedJson<Reference>(`reference/explain/${file}.json`);
    const compared = reference.cases
      .filter((current) => !wrong(current))
      .map((current) => compareCase(reference, current));
    expect(compared.reduce((sum, count) => sum + count, 0)).toBe(numbers);
  });

  it.each(FILES)('without any table kept, in every case of %s', (file) => {
    const reference = sharedJson<Reference>(`reference/explain/${file}.json`);
    for (const current of reference.cases.filter((other) => !wrong(other))) {
      expect(compareCase(reference, current, { maxTableBytes: 0 })).toBeGreaterThan(0);
    }
  });

  it.each(FILES)('predicts the raw output of %s', (file) => {
    const reference = sharedJson<Reference>(`reference/explain/${file}.json`);
    const raw = asModel(reference.model).predictRaw(matrixFromRows(reference.X));
    const expected = reference.rawOutput.flat();
    expect(compare(raw, expected, Math.max(...expected.map(Math.abs)))).toBe(expected.length);
  });
});

describe('what deep trees keep of the background', () => {
  /** A full tree of one feature in heap order. */
  const fullTree = (depth: number): TreeModel => {
    const inner = 2 ** depth - 1;
    const nodes = Array.from({ length: 2 * inner + 1 }, (_, i) => i);
    return asModel({
      kind: 'tree-ensemble',
      numOutputs: 1,
      baseOffset: [0],
      featureNames: ['x'],
      trees: [
        {
          childrenLeft: nodes.map((i) => (i < inner ? 2 * i + 1 : -1)),
          childrenRight: nodes.map((i) => (i < inner ? 2 * i + 2 : -1)),
          feature: nodes.map((i) => (i < inner ? 0 : -2)),
          threshold: nodes.map((i) => i % 7),
          value: nodes.map((i) => [i]),
        },
      ],
    });
  };
  const ramp = (rows: number) => ({ data: Float64Array.from({ length: rows }, (_, r) => r % 9), rows, columns: 1 });

  it('counts as table memory, and beyond it is made per batch with the same numbers', () => {
    const model = fullTree(14);
    const [kept, dropped] = [DEFAULT_TABLE_BYTES, 1000].map((maxTableBytes) =>
      compileTreeExplainer(model, { method: 'interventional', background: ramp(40), maxTableBytes }),
    );
    // 2^15 - 1 nodes, 40 rows in 2 words of 4 bytes.
    expect([kept!.tableBytes, dropped!.tableBytes]).toEqual([(2 ** 15 - 1) * 8, 0]);
    expect(dropped!.explain(ramp(9))).toEqual(kept!.explain(ramp(9)));
  });

  it('is refused above 2 GiB for one tree, before anything is allocated', () => {
    const options = { method: 'interventional', background: ramp(2 ** 17 + 1) } as const;
    expect(() => compileTreeExplainer(fullTree(16), options)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringMatching(/131073 background rows wants/),
      }),
    );
  });
});
