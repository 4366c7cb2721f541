import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson, sharedPath } from '../../../../test/support/shared.js';
import { matrixFromRows, readModel } from '../../models/index.js';
import { explain } from './explain.js';

const root = resolve(import.meta.dirname, '../../../..');

/** Which suite compares each reference file; a file that is in none is a gap. */
const SUITES: Readonly<Record<string, readonly string[]>> = {
  'src/core/explain/trees/explainer.test.ts': [
    'three-feature',
    'diabetes-rf',
    'diabetes-rf-deep',
    'breast-cancer-gbc',
    'compas-rf',
  ].map((name) => `${name}.json`),
  'src/core/explain/attribution/explain.test.ts': ['breast-cancer-logreg.json'],
  'src/core/explain/trees/xgboost.test.ts': ['xgb-binary', 'xgb-multi'].flatMap((name) =>
    ['json', 'model.json', 'model.ubj'].map((ending) => `${name}.${ending}`),
  ),
  'src/core/models/formats/onnx/read-onnx.test.ts': ['breast-cancer-gbc.onnx', 'breast-cancer-logreg.onnx'],
  'src/core/explain/recourse/recourse.reference.test.ts': [
    'recourse-german-credit.json',
    'recourse-german-credit-strict.json',
  ],
  'src/core/models/formats/lightgbm/read-lightgbm.test.ts': [
    'breast_cancer_test.tsv',
    'iris_test.libsvm',
    'kddcup99_test.tsv',
    'lg_1tree.json',
    'lg_dart_breast_cancer.model',
    'lg_dart_breast_cancer_true_predictions.txt',
    'lg_kddcup99.model',
    'lg_kddcup99_true_predictions.txt',
    'lg_rf_iris.model',
    'lg_rf_iris_true_predictions.txt',
    'tree_1leaf.txt',
    'tree_2leaves.txt',
  ].map((name) => `lightgbm/${name}`),
};

/** The stem of a file, as suites that make several names of it write it. */
const stem = (file: string): string => file.replace(/^lightgbm\//, '').replace(/(\.model)?\.(json|ubj|onnx)$/, '');

describe.skipIf(!hasShared)('the reference of explanations', () => {
  const files = (): string[] =>
    readdirSync(sharedPath('reference/explain'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'README.md')
      .map((entry) => (entry.parentPath.endsWith('lightgbm') ? `lightgbm/${entry.name}` : entry.name))
      .sort();

  it('is compared file by file: none is left out', () => {
    expect(Object.values(SUITES).flat().sort()).toEqual(files());
  });

  it.each(Object.entries(SUITES))('%s names every file that it compares', (suite, compared) => {
    const source = readFileSync(resolve(root, suite), 'utf8');
    for (const file of compared) expect(source, file).toContain(stem(file));
  });

  it('holds no method that no suite compares', () => {
    const methods = SUITES['src/core/explain/trees/explainer.test.ts']!.flatMap((file) =>
      sharedJson<{ cases: { method: string }[] }>(`reference/explain/${file}`).cases.map(({ method }) => method),
    );
    expect([...new Set(methods)].sort()).toEqual([
      'brute_force_interventional',
      'brute_force_path_dependent',
      'exact_interventional',
      'shap_interaction_path_dependent',
      'shap_interventional',
      'shap_tree_path_dependent',
    ]);
  });

  it.each([
    ['diabetes-rf', 1],
    ['diabetes-rf-deep', 1],
    ['breast-cancer-gbc', 1e-5],
    ['compas-rf', 1e-5],
    ['three-feature', 1e-5],
  ])('%s: where shap is marked wrong we are not like it, and where it is right we are', (file, bound) => {
    const reference = sharedJson<{
      model: unknown;
      X: number[][];
      cases: { method: string; background?: number[][]; phi: number[][][]; agreesWithExact?: boolean }[];
    }>(`reference/explain/${file}.json`);
    const its = reference.cases.find(({ method }) => method === 'shap_interventional')!;
    const { background } = reference.cases.find(({ method }) => method === 'exact_interventional')!;
    const model = readModel(new TextEncoder().encode(JSON.stringify(reference)));
    const ours = explain(model, matrixFromRows(reference.X), { background: matrixFromRows(background!) }).values;
    const distance = its.phi.flat(3).reduce((top, value, i) => Math.max(top, Math.abs(value - ours[i]!)), 0);
    expect(its.phi.flat(3)).toHaveLength(ours.length);
    expect(distance > bound).toBe(its.agreesWithExact === false);
  });
});
