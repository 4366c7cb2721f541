import { describe, expect, it } from 'vitest';
import { linearModel, matrixFromRows, readModel } from '../../src/core/models/index.js';
import { classifierStump, type NodeSpec, onnxFile } from '../support/explain/onnx-file.js';
import { type Files, mlflow, run as runIn } from './explain-support.js';

/** One classifier, by four readers: 0.2 for an age of at most 0, 0.7 beyond. */
const [LOW, HIGH] = [0.2, 0.7] as const;
const logit = (p: number): number => Math.log(p / (1 - p));
const both = (below: readonly [number, number], above: readonly [number, number], post: string): NodeSpec => {
  const node = classifierStump('age', ['l', 'p'], { below: 0, above: 0, post });
  return {
    ...node,
    attributes: {
      ...node.attributes,
      class_treeids: { whole: [0, 0, 0, 0] },
      class_nodeids: { whole: [1, 1, 2, 2] },
      class_ids: { whole: [0, 1, 0, 1] },
      class_weights: [...below, ...above],
    },
  };
};
const file = (node: NodeSpec): Uint8Array =>
  onnxFile({ nodes: [node], inputs: { age: [1, 1] }, outputs: { l: 7, p: 1 } });
const FILES: Files = {
  // As CatBoost writes two classes: margins of both, each the opposite of the other.
  'margins.onnx': file(both([-logit(LOW), logit(LOW)], [-logit(HIGH), logit(HIGH)], 'LOGISTIC')),
  'chances.onnx': file(both([1 - LOW, LOW], [1 - HIGH, HIGH], 'NONE')),
  'second.onnx': file(classifierStump('age', ['l', 'p'], { below: LOW, above: HIGH })),
  'margin.onnx': file(classifierStump('age', ['l', 'p'], { below: logit(LOW), above: logit(HIGH), post: 'LOGISTIC' })),
};
const DATA: Files = { ...FILES, 'rows.csv': 'age\n1\n', 'people.csv': 'age\n-1\n1\n' };

const chancesOf = (ages: readonly number[]): number[] => ages.flatMap((age) => (age > 0 ? [0.3, 0.7] : [0.8, 0.2]));

/** A server that answers both chances of every row. */
const address = (): Promise<string> => mlflow((rows) => ({ predictions: rows.map(([age]) => chancesOf([age!])) }));

const run = (words: readonly string[]) => runIn(words, DATA);
const explained = async (model: string, ...more: string[]) => {
  const { code, out, err } = await run(['explain', model, 'rows.csv', '-b', 'people.csv', '--json', ...more]);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
};

describe('the chances of two classes', () => {
  it('mean the second class by every reader, and say so', async () => {
    for (const model of [...Object.keys(FILES), await address()]) {
      const result = await explained(model, '--scale', 'linked');
      expect(result.model).toMatchObject({ outputs: 1, outputNames: ['P(class 1)'] });
      expect(result.model.scaleName, model).toMatch(/^(published|linked) scale \(probability\)$/);
      expect(result.rows[0].prediction[0], model).toBeCloseTo(HIGH, 6);
      expect(result.rows[0].values.age[0], model).toBeCloseTo((HIGH - LOW) / 2, 6);
    }
  });

  it('give the first class where it is named', async () => {
    for (const model of ['chances.onnx', await address()]) {
      const result = await explained(model, '--output', '0');
      expect(result.model).toMatchObject({ outputNames: ['P(class 0)'], scaleName: 'published scale (probability)' });
      expect(result.rows[0].values.age[0]).toBeCloseTo((LOW - HIGH) / 2, 6);
    }
  });

  it('are no raw scale in the table', async () => {
    const { out } = await run(['explain', 'chances.onnx', 'rows.csv', '-b', 'people.csv']);
    expect(out).toMatch(
      /^interventional values on the published scale \(probability\), of P\(class 1\), base value 0\.4500/,
    );
    const margins = await run(['explain', 'margins.onnx', 'rows.csv', '-b', 'people.csv']);
    expect(margins.out).toMatch(/on the raw scale \(log-odds\), of class 1, base value/);
    const { out: inspected } = await run(['model', 'inspect', 'chances.onnx']);
    expect(inspected).toMatch(/outputs +2: P\(class 0\), P\(class 1\); P\(class 1\) unless --output names another/);
  });

  it('decide and move without being named', async () => {
    const decided = await run(['explain', 'chances.onnx', 'rows.csv', '-b', 'people.csv', '--cutoff', '0.6']);
    expect(decided.out).toMatch(/ accepted: raw score 0\.7/);
    const { code, out } = await run(['model', 'effects', 'chances.onnx', 'people.csv', '--json']);
    expect([code, JSON.parse(out).output ?? 1]).toEqual([0, 1]);
    const percent = await run(['explain', 'chances.onnx', 'rows.csv', '-b', 'people.csv', '--cutoff', '60']);
    expect(percent.err).toMatch(/a cutoff of 60 lies outside what the model publishes, 0 to 1/);
  });

  it('are not seen in a score and its opposite, nor in two scores that sum to something else', () => {
    const rows = matrixFromRows([[1]]);
    const mirrored = readModel(file(both([2, -2], [-1, 1], 'NONE')));
    expect([mirrored.chances, mirrored.numOutputs]).toEqual([undefined, 2]);
    const other = readModel(file(both([0.5, 0.7], [0.5, 0.5], 'NONE')));
    expect([other.chances, Array.from(other.predictRaw(rows))]).toEqual([undefined, [0.5, 0.5]]);
    const linear = linearModel({
      format: 'x',
      features: [{ name: 'a' }],
      link: 'identity',
      coefficients: [[1]],
      intercept: [0],
    });
    expect(linear.chances).toBeUndefined();
  });
});
