import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath, sharedText } from '../../../../../test/support/shared.js';
import { elementwise, matrixFromRows, readModel, type TreeModel } from '../../index.js';

const file = (name: string): Uint8Array => readFileSync(sharedPath(`reference/explain/lightgbm/${name}`));
const tsv = (name: string): number[][] =>
  sharedText(`reference/explain/lightgbm/${name}`)
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number));

function near(actual: Float64Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(actual[i]! - value)).toBeLessThan(1e-12 * Math.max(1, Math.abs(value)));
  });
}

/** A stump with leaves -1 and 0.5 under an objective. */
const stump = (objective: string) =>
  readModel(
    new TextEncoder().encode(
      `tree\nversion=v4\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=${objective}\n\nTree=0\nsplit_feature=0\nthreshold=0\ndecision_type=0\nleft_child=-1\nright_child=-2\nleaf_value=-1 0.5\n\nend of trees\n`,
    ),
  );
const BOTH = matrixFromRows([[-1], [1]]);

describe('what LightGBM publishes', () => {
  it('with the parameter sigmoid is 1 / (1 + exp(-sigmoid * raw))', () => {
    const model = stump('binary sigmoid:2.5');
    expect([model.link, ...model.predictRaw(BOTH)]).toEqual(['sigmoid:2.5', -1, 0.5]);
    near(model.predictLinked(BOTH), [1 / (1 + Math.exp(2.5)), 1 / (1 + Math.exp(-1.25))]);
  });

  it('with reg_sqrt is the square of the raw score, with its sign', () => {
    const model = stump('regression sqrt');
    expect([model.link, ...model.predictLinked(BOTH)]).toEqual(['signed-square', -1, 0.25]);
  });

  it('with cross_entropy_lambda is log(1 + exp(raw)), an intensity without an upper end', () => {
    const model = stump('cross_entropy_lambda');
    expect(model.link).toBe('softplus');
    near(model.predictLinked(BOTH), [0.31326168751822286, 0.9740769841801067]);
    const { apply, inverse } = elementwise('softplus')!;
    expect([apply(800), apply(-800), inverse!(800)]).toEqual([800, Math.exp(-800), 800]);
    expect(inverse!(apply(-3))).toBeCloseTo(-3, 12);
  });

  it.each(['binary sigmoid:0', 'binary sigmoid:-1', 'binary sigmoid:x'])('under "%s" is refused', (objective) => {
    expect(() => stump(objective)).toThrow(/a sigmoid that is no number above 0/);
  });
});

describe.skipIf(!hasShared)('LightGBM text files', () => {
  it('of dart predict the probabilities of the library', () => {
    const model = readModel(file('lg_dart_breast_cancer.model'));
    const rows = tsv('breast_cancer_test.tsv').map((row) => row.slice(0, 30));
    const expected = tsv('lg_dart_breast_cancer_true_predictions.txt').flat();
    near(model.predictLinked(matrixFromRows(rows)), expected);
  });

  it('of a random forest average their trees', () => {
    const model = readModel(file('lg_rf_iris.model'));
    const rows = sharedText('reference/explain/lightgbm/iris_test.libsvm')
      .trim()
      .split('\n')
      .map((line) =>
        line
          .split(' ')
          .slice(1)
          .map((cell) => Number(cell.split(':')[1])),
      );
    near(model.predictLinked(matrixFromRows(rows)), tsv('lg_rf_iris_true_predictions.txt').flat());
  });

  it('with categorical splits predict 13 classes', () => {
    const model = readModel(file('lg_kddcup99.model'));
    const rows = tsv('kddcup99_test.tsv');
    near(model.predictRaw(matrixFromRows(rows)), tsv('lg_kddcup99_true_predictions.txt').flat());
  });

  it.each([
    ['tree_1leaf.txt', [0.123, 0.123, 0.123]],
    ['tree_2leaves.txt', [0.43, 0.43, 0.59]],
  ])('whose only tree is %s', (name, expected) => {
    // The files hold the tree alone: a head of our own before it.
    const head = 'tree\nversion=v3\nnum_tree_per_iteration=1\nmax_feature_idx=0\nobjective=regression\n\n';
    const model = readModel(new TextEncoder().encode(`${head}${sharedText(`reference/explain/lightgbm/${name}`)}`));
    // decision_type 2: default left, but no missing type, so a missing value counts as 0.
    expect(Array.from(model.predictRaw(matrixFromRows([[null], [5], [5.5]])))).toEqual(expected);
  });

  it('read from a dump with a categorical split', () => {
    const model = readModel(file('lg_1tree.json')) as TreeModel;
    expect(
      Array.from(
        model.predictRaw(
          matrixFromRows([
            [0, 10],
            [0, 2],
            [1, 0],
            [0, null],
          ]),
        ),
      ),
    ).toEqual([0.4703, 0.4242, 1.1111, 0.4242]);
  });
});
