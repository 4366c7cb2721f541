import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedPath, sharedText } from '../../../test/support/shared.js';
import { matrixFromRows, readModel, type TreeModel } from './index.js';

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
