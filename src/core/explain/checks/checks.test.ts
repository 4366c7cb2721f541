import { describe, expect, it } from 'vitest';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { blackBoxModel, linearModel, type Matrix, type Model, matrixFromRows, readModel } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import { explainWith } from './context.js';
import { checkFaithfulness } from './faithfulness.js';
import { type CheckName, checkExplainer, type ExplainerReport } from './index.js';
import { judged, worstVerdict } from './result.js';

const people = (rows: number, columns: number, seed: number): Matrix => {
  const random = createGenerator(seed);
  return { data: Float64Array.from({ length: rows * columns }, () => random.nextNormal()), rows, columns };
};
const FEATURES = Array.from({ length: 8 }, (_, j) => ({ name: `x${j}` }));
const linear = linearModel({
  format: 't',
  features: FEATURES,
  link: 'identity',
  coefficients: [[5, -4, 3, -2, 1, 0.2, 0.1, 0]],
  intercept: [0],
});
const verdictOf = (report: ExplainerReport, check: CheckName): string =>
  report.checks.find((result) => result.check === check)!.verdict;

describe('checks of a linear model', () => {
  const report = checkExplainer(linear, people(40, 8, 1), { background: people(200, 8, 2), seed: 'ci' });

  it('pass', () => {
    expect(report.checks.map(({ check, verdict }) => `${check}: ${verdict}`)).toEqual([
      'additivity: pass',
      'determinism: pass',
      'stability: pass',
      'faithfulness: pass',
      'model-randomisation: pass',
      'symmetry: pass',
      'dummy: pass',
    ]);
    expect(report.verdict).toBe('pass');
  });

  it('are the same for the same seed', () => {
    expect(checkExplainer(linear, people(40, 8, 1), { background: people(200, 8, 2), seed: 'ci' })).toEqual(report);
  });

  it('say what does not apply without a background', () => {
    const bare = checkExplainer(linear, people(10, 8, 1), { background: people(3, 8, 2), seed: 1 });
    expect(bare.checks).toHaveLength(7);
    const tree = { kind: 'linear', featureNames: ['x0'], coef: [[1]], intercept: [0] };
    const small = readModel(new TextEncoder().encode(JSON.stringify(tree)));
    const none = checkExplainer(small, matrixFromRows([[1], [2]]), { seed: 1 });
    expect(verdictOf(none, 'stability')).toBe('not_applicable');
    expect(verdictOf(none, 'faithfulness')).toBe('not_applicable');
  });
});

describe('checks find what is wrong', () => {
  const rows = people(40, 8, 3);
  const background = people(100, 8, 4);

  it('a model that rolls dice is refused: its values sum to a score that it no longer gives', () => {
    let calls = 0;
    const dice: Model = {
      ...linear,
      kind: 'black-box',
      predictRaw: ({ rows: count }) => new Float64Array(count).fill(++calls),
    };
    const small = { ...dice, features: FEATURES.slice(0, 2), featureNames: ['x0', 'x1'] };
    expect(() => checkExplainer(small, people(3, 2, 1), { background: people(3, 2, 2), seed: 1 })).toThrow(/sum to/);
  });

  it('values in the wrong order are not faithful', () => {
    const options = { background, outputs: [0] };
    const explanation = explainWith(linear, rows, options);
    const context = { model: linear, rows, options, seed: 1, explanation };
    expect(checkFaithfulness(context).verdict).toBe('pass');
    const reversed = { ...explanation, values: explanation.values.map((value) => -value) };
    expect(checkFaithfulness({ ...context, explanation: reversed }).verdict).toBe('fail');
  });

  it('a background of two very different people is unstable', () => {
    const alike = linearModel({
      format: 't',
      features: FEATURES,
      link: 'identity',
      coefficients: [FEATURES.map(() => 1)],
      intercept: [0],
    });
    const wild = people(2, 8, 5);
    const spread = { ...wild, data: wild.data.map((value) => value * 20) };
    const report = checkExplainer(alike, people(40, 8, 6), { background: spread, seed: 1 });
    expect(verdictOf(report, 'stability')).toBe('fail');
    expect(report.verdict).toBe('fail');
  });

  it('one row is too little evidence', () => {
    const report = checkExplainer(linear, people(1, 8, 7), { background, seed: 1 });
    expect(verdictOf(report, 'faithfulness')).toBe('inconclusive');
    expect(report.verdict).toBe('inconclusive');
  });

  it('a constant model has no order of facts', () => {
    const constant = blackBoxModel({
      format: 't',
      features: FEATURES.slice(0, 2),
      link: 'identity',
      numOutputs: 1,
      acceptsMissing: false,
      predictRaw: ({ rows: count }) => new Float64Array(count).fill(3),
      toLinked: (raw) => raw,
    });
    const report = checkExplainer(constant, people(5, 2, 1), { background: people(5, 2, 2), seed: 1 });
    expect(verdictOf(report, 'faithfulness')).toBe('not_applicable');
    expect(verdictOf(report, 'model-randomisation')).toBe('not_applicable');
  });
});

/** Three classes, four inputs, one round: a shuffle of so few leaves may resemble the model in every row. */
function smallTrees(seed: number): Model {
  const random = createGenerator(seed);
  const tree = (k: number) => {
    const leaf = (): number[] => [0, 1, 2].map((each) => (each === k ? random.nextNormal() : 0));
    return {
      childrenLeft: [1, 2, -1, -1, 5, -1, -1],
      childrenRight: [4, 3, -1, -1, 6, -1, -1],
      feature: [0, 1 + random.nextInteger(3), -2, -2, 1 + random.nextInteger(3), -2, -2],
      threshold: [0, 0.1, 0, 0, -0.1, 0, 0],
      value: Array.from({ length: 7 }, leaf),
      cover: [8, 4, 2, 2, 4, 2, 2],
    };
  };
  const names = ['a', 'b', 'c', 'd'];
  const header = { kind: 'tree-ensemble', featureNames: names, numOutputs: 3, baseOffset: [0, 0, 0], link: 'softmax' };
  const file = { ...header, trees: Array.from({ length: 6 }, (_, t) => tree(t % 3)) };
  return readModel(new TextEncoder().encode(JSON.stringify(file)));
}

describe('model randomisation', () => {
  it('fails no honest values of a small model of several classes, whatever is drawn', () => {
    const verdicts = Array.from({ length: 40 }, (_, seed) => {
      const report = checkExplainer(smallTrees(seed), people(60, 4, seed), { seed: `s${seed}` });
      return verdictOf(report, 'model-randomisation');
    });
    expect(verdicts).not.toContain('fail');
    expect(verdicts.filter((verdict) => verdict === 'pass').length).toBeGreaterThan(20);
  });
});

describe('verdicts', () => {
  const estimate = (lower: number, upper: number) =>
    ({ estimate: 0.5, lower, upper, level: 0.95, method: 'normal', n: 9, status: 'ok' }) as const;

  it.each([
    [0.6, 0.9, 'pass'],
    [0.1, 0.4, 'fail'],
    [0.4, 0.6, 'inconclusive'],
  ] as const)('of [%d, %d] against 0.5 is %s', (lower, upper, verdict) => {
    expect(judged('stability', estimate(lower, upper), { bound: 0.5, good: 'above' }, '').verdict).toBe(verdict);
  });

  it('of nothing is not a pass', () => {
    expect(worstVerdict([])).toBe('inconclusive');
  });
});

describe.skipIf(!hasShared)('checks of the reference trees', () => {
  it.each(['diabetes-rf', 'breast-cancer-gbc'])('find no fault in %s', (name) => {
    interface File {
      readonly X: number[][];
      readonly cases: { method: string; background: number[][] }[];
    }
    const file = sharedJson<File>(`reference/explain/${name}.json`);
    const model = readModel(new TextEncoder().encode(JSON.stringify(file)));
    const background = file.cases.find(({ method }) => method === 'exact_interventional')!.background;
    const report = checkExplainer(model, matrixFromRows(file.X), { background: matrixFromRows(background), seed: 1 });
    for (const check of [
      'additivity',
      'determinism',
      'faithfulness',
      'model-randomisation',
      'symmetry',
      'dummy',
    ] as const) {
      expect(`${check} ${verdictOf(report, check)}`).toBe(`${check} pass`);
    }
    expect(report.checks.find(({ check }) => check === 'stability')!.value).toBeGreaterThan(0.6);
  });
});
