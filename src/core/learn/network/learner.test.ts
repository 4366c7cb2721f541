import { describe, expect, it } from 'vitest';
import { explain } from '../../explain/index.js';
import { readModel } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import { type Dataset, fit as learn, makeDataset, measure, scoreRows, takeRows } from '../index.js';

/** A target that follows where two numbers have the same sign, with gaps, and the town. */
function people(rows: number): Dataset {
  const random = createGenerator('learner');
  const x = Float64Array.from({ length: rows }, () => random.nextNormal());
  const y = x.map(() => random.nextNormal());
  const town = x.map(() => random.nextInteger(3));
  const target = x.map((value, r) => +(value * y[r]! + (town[r] === 2 ? 1 : -0.3) + 0.3 * random.nextNormal() > 0));
  for (let r = 0; r < rows; r += 10) x[r] = Number.NaN;
  return makeDataset({
    columns: [
      { name: 'x', values: x },
      { name: 'y', values: y },
      { name: 'town', values: town, categories: ['a', 'b', 'c'] },
      { name: 'same', values: new Float64Array(rows).fill(4) },
    ],
    target,
  });
}

const data = people(2_400);
const all = Int32Array.from({ length: data.rows }, (_, r) => r);
const [train, test] = [takeRows(data, all.subarray(0, 1_600)), takeRows(data, all.subarray(1_600))];
const parameters = { hidden: '16,8', rate: 0.01, batch: 50, epochs: 40 };

describe('the learner mlp', () => {
  const found = learn(train, { learner: 'mlp', seed: 3, parameters });

  it('finds what no straight line tells, and is the same in its file', () => {
    const rows = Int32Array.from({ length: test.rows }, (_, r) => r);
    const quality = measure(scoreRows(found.model, test.columns, rows), test.target, 'binary');
    const straight = learn(train, { learner: 'logistic', seed: 3 });
    expect(quality.auc).toBeGreaterThan(0.85);
    expect(
      quality.auc! - measure(scoreRows(straight.model, test.columns, rows), test.target, 'binary').auc!,
    ).toBeGreaterThan(0.1);
    const file = readModel(new TextEncoder().encode(JSON.stringify(found.document)), { name: 'm' });
    expect(scoreRows(file, test.columns, rows)).toEqual(scoreRows(found.model, test.columns, rows));
    expect(found.cautions.map(({ column }) => column)).toContain('same');
    expect(found.details).toMatchObject({ epochs: expect.any(Number), bestEpoch: expect.any(Number) });
  });

  it('is the same by the same seed, and another by another', () => {
    const few = takeRows(train, all.subarray(0, 200));
    const by = (seed: number) =>
      learn(few, { learner: 'mlp', seed, parameters: { ...parameters, epochs: 3 } }).document;
    expect(by(1)).toEqual(by(1));
    expect(by(1)).not.toEqual(by(2));
  });

  it('is explained to the sum of its score', () => {
    const rows = { data: new Float64Array(4 * 8), rows: 8, columns: 4 };
    test.columns.forEach(({ values }, j) => {
      for (let r = 0; r < 8; r++) rows.data[4 * r + j] = values[r]!;
    });
    const { values, baseValue } = explain(found.model, rows, { background: rows });
    found.model.predictRaw(rows).forEach((score, r) => {
      const sum = values.subarray(4 * r, 4 * r + 4).reduce((total, value) => total + value, baseValue[0]!);
      expect(sum).toBeCloseTo(score, 8);
    });
  });

  it('counts weights, and learns numbers on their own scale', () => {
    const weights = Float64Array.from(train.target, (y) => (y === 1 ? 3 : 1));
    const heavy = learn(train, { learner: 'mlp', seed: 3, parameters, weights });
    const rows = Int32Array.from({ length: test.rows }, (_, r) => r);
    const mean = (scores: Float64Array): number => scores.reduce((sum, p) => sum + p, 0) / scores.length;
    expect(mean(scoreRows(heavy.model, test.columns, rows))).toBeGreaterThan(
      mean(scoreRows(found.model, test.columns, rows)) + 0.05,
    );
    const numbers = makeDataset({
      columns: train.columns,
      target: train.target.map((y) => 1e6 + 1e4 * y),
      task: 'number',
    });
    const { model } = learn(numbers, { learner: 'mlp', seed: 3, parameters });
    const predicted = scoreRows(model, test.columns, rows);
    const off = predicted.map((value, r) => Math.abs(value - 1e6 - 1e4 * test.target[r]!));
    expect(mean(off)).toBeLessThan(3_500);
  });

  it.each<[string, Record<string, string | number>, string]>([
    ['units that are none', { hidden: '0' }, 'hidden is "0"'],
    ['words', { hidden: 'many' }, 'hidden is "many"'],
    ['a share of no rows', { validation: 0 }, 'validation'],
  ])('refuses %s', (_, own, said) => {
    expect(() => learn(train, { learner: 'mlp', seed: 1, parameters: own })).toThrow(said);
  });
});
