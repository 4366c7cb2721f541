import { describe, expect, it } from 'vitest';
import { rawCompas } from '../../../../test/support/learn/compas.js';
import { hasShared, sharedJson } from '../../../../test/support/shared.js';
import { explain } from '../../explain/index.js';
import { type Model, matrixFromRows, type NeutralAdditive, readModel } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import { type Dataset, fit as learn, makeDataset, measure, type Parameters, scoreRows } from '../index.js';

/** `TRIBUNE_LONG=1` takes the mean of as many bags as stand in the learner's defaults. */
const BAGS = process.env.TRIBUNE_LONG !== undefined ? 4 : 2;

const rowsOf = (data: Dataset): Int32Array => Int32Array.from({ length: data.rows }, (_, r) => r);

/** Numbers of which one bends and two only matter together, a town of twelve, and gaps that tell. */
function people(rows: number, seed = 3): Dataset {
  const random = createGenerator(seed);
  const names = ['x', 'y', 'z', 'town', 'gaps'];
  const values = names.map(() => new Float64Array(rows));
  const target = Float64Array.from({ length: rows }, (_, r) => {
    const [x, y, z, town] = [random.nextUniform(), random.nextUniform(), random.nextUniform(), random.nextInteger(12)];
    const gap = random.nextUniform() < 0.2 ? Number.NaN : random.nextUniform();
    for (const [j, value] of [x, y, z, town, gap].entries()) values[j]![r] = value;
    const score =
      2 * Math.sin(6 * x) +
      (y > 0.5 === z > 0.5 ? 1.5 : -1.5) +
      (town % 4 === 0 ? 1 : -0.5) +
      (Number.isNaN(gap) ? 1.5 : -0.5);
    return +(random.nextUniform() < 1 / (1 + Math.exp(-score)));
  });
  const columns = names.map((name, j) => ({
    name,
    values: values[j]!,
    ...(name === 'town' ? { categories: Array.from({ length: 12 }, (_, i) => `t${i}`) } : {}),
  }));
  return makeDataset({ columns, target });
}

const shaped = (data: Dataset, parameters: Parameters = {}, weights?: Float64Array) =>
  learn(data, {
    learner: 'additive',
    seed: 1,
    parameters: { rate: 0.15, bags: 2, smooth: 5, rounds: 150, ...parameters },
    ...(weights === undefined ? {} : { weights }),
  });

const auc = (data: Dataset, model: Model): number =>
  measure(scoreRows(model, data.columns, rowsOf(data)), data.target, 'binary').auc!;

describe('additive models', () => {
  const [data, others] = [people(2000), people(2000, 9)];
  const paired = shaped(data, { pairs: 1 });

  it('find bends, towns and gaps that tell, and what two inputs say together where pairs are asked for', () => {
    const plain = shaped(data);
    const straight = learn(data, { learner: 'logistic', seed: 1 });
    expect(auc(others, plain.model)).toBeGreaterThan(auc(others, straight.model) + 0.02);
    expect(auc(others, paired.model)).toBeGreaterThan(auc(others, plain.model) + 0.03);
    const { terms } = paired.document as NeutralAdditive;
    expect(terms.filter((term) => term.shape === 'grid').map((term) => term.features)).toEqual([[1, 2]]);
    const { functions } = paired.details as { functions: { inputs: string[] }[] };
    expect(
      functions
        .slice(0, 2)
        .map(({ inputs }) => inputs.join('&'))
        .sort(),
    ).toEqual(['x', 'y&z']);
  });

  it('are explained exactly: the functions are the values, and a pair is shared by halves', () => {
    const { document, model } = paired;
    const file = readModel(new TextEncoder().encode(JSON.stringify(document)), { name: 'm' });
    const row = matrixFromRows([[0.2, 0.7, 0.1, 4, null]]);
    const { values, baseValue } = explain(file, row, { background: backgroundOf(data) });
    expect(file.predictRaw(row)[0]).toBe(model.predictRaw(row)[0]);
    expect(values.reduce((sum, value) => sum + value, baseValue[0]!)).toBeCloseTo(file.predictRaw(row)[0]!, 10);
  });

  it('keep a direction for every step and person, and give the same bits again', () => {
    const few = people(600);
    const { model, document } = shaped(few, { monotone: 'x:-', pairs: 2 });
    for (const town of [-1, 0, 3]) {
      const scores = model.predictRaw(
        matrixFromRows(Array.from({ length: 60 }, (_, i) => [i / 59, 0.3, 0.9, town, 0.5])),
      );
      for (let i = 1; i < 60; i++) expect(scores[i]!).toBeLessThanOrEqual(scores[i - 1]! + 1e-12);
    }
    expect(shaped(few, { monotone: 'x:-', pairs: 2 }).document).toEqual(document);
  });

  it('every function is 0 on average over the people, so the intercept is somebody average', () => {
    const { document, model } = shaped(people(500));
    const average = people(500);
    const mean = model.predictRaw(backgroundOf(average)).reduce((sum, score) => sum + score / 500, 0);
    expect(mean).toBeCloseTo((document as NeutralAdditive).intercept[0]!, 9);
    const nobody = model.predictRaw(matrixFromRows([[0.5, 0.5, 0.5, -1, 0.5]]))[0]!;
    expect(Number.isFinite(nobody)).toBe(true);
  });

  it('numbers are learned too, and rows of weight 0 say nothing', () => {
    const { columns } = people(1000);
    const target = columns[0]!.values.map((x, r) => 100 + 10 * Math.sin(6 * x) + columns[1]!.values[r]!);
    const numbers = makeDataset({ columns, target });
    const { model } = shaped(numbers);
    expect(measure(scoreRows(model, columns, rowsOf(numbers)), target, 'number').rSquared!).toBeGreaterThan(0.98);
    const half = target.map((_, r) => r % 2);
    const wrong = makeDataset({ columns, target: target.map((y, r) => (r % 2 === 0 ? -y : y)) });
    const once = { bags: 1, rounds: 40 };
    const [first, second] = [shaped(numbers, once, half), shaped(wrong, once, half)];
    expect(first.model.predictRaw(backgroundOf(numbers))).toEqual(second.model.predictRaw(backgroundOf(numbers)));
  });

  it('12 rows, constant and empty columns and a target of one class in a part are no trouble or refused', () => {
    const few = makeDataset({
      columns: [
        { name: 'one', values: new Float64Array(12).fill(1) },
        { name: 'none', values: new Float64Array(12).fill(Number.NaN) },
        { name: 'x', values: Float64Array.from({ length: 12 }, (_, r) => r) },
      ],
      target: Float64Array.from({ length: 12 }, (_, r) => +(r > 5)),
    });
    const { model } = shaped(few, { pairs: 3 });
    expect(model.predictLinked(matrixFromRows([[1, null, 3]]))[0]!).toBeGreaterThan(0);
    const rare = makeDataset({ columns: few.columns, target: few.target.map((_, r) => +(r === 3)) });
    expect(() => shaped(rare, { validation: 0.5 })).toThrow(/stop/);
  });
});

function backgroundOf(data: Dataset) {
  return matrixFromRows(
    Array.from({ length: data.rows }, (_, r) =>
      data.columns.map(({ values }) => (Number.isNaN(values[r]!) ? null : values[r]!)),
    ),
  );
}

describe.skipIf(!hasShared)('the band of the reference', () => {
  it('is reached on COMPAS, with the same inputs first', () => {
    const { columns, main } = sharedJson<{
      sets: {
        compas: { columns: string[]; main: { band: Record<string, [number, number]>; terms: [string, number][] } };
      };
    }>('reference/mitigation/ebm.json').sets.compas;
    const own = columns.map((name) => ({ sex: 'female', c_charge_degree: 'felony' })[name] ?? name);
    const [train, test] = [rawCompas(own), rawCompas(own, 'test')];
    const parameters = { rate: 0.1, bags: BAGS };
    const { model, details } = learn(train, { learner: 'additive', seed: 1, parameters });
    const quality = measure(scoreRows(model, test.columns, rowsOf(test)), test.target, 'binary');
    expect(quality.auc!).toBeGreaterThan(main.band.test_auc![0] - 0.003);
    expect(quality.logLoss!).toBeLessThan(main.band.test_log_loss![1] + 0.001);
    const { functions } = details as { functions: { inputs: [string] }[] };
    expect(functions.slice(0, 2).map(({ inputs: [input] }) => input)).toEqual(
      main.terms.slice(0, 2).map(([name]) => name),
    );
  });
});
