import { describe, expect, it } from 'vitest';
import { explain, findRecourse, readConstraints } from '../../explain/index.js';
import { elementwise, type Matrix, publishesChances, readModel } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import {
  applyIsotonic,
  applyPlatt,
  type Dataset,
  type FitOptions,
  fitIsotonic,
  fitPlatt,
  holdOut,
  fit as learn,
  makeDataset,
  takeRows,
} from '../index.js';

/** People whose chance follows two numbers, of which one has gaps where that is wanted, and their town. */
function people(rows: number, isPlain: boolean): Dataset {
  const random = createGenerator(6);
  const [x, y, town] = [0, 1, 2].map(() => new Float64Array(rows)) as [Float64Array, Float64Array, Float64Array];
  const target = Float64Array.from({ length: rows }, (_, r) => {
    [x[r], y[r], town[r]] = [random.nextNormal(), random.nextUniform(), random.nextInteger(3)];
    const z = x[r]! + 3 * (y[r]! - 0.5) * Math.sign(x[r]!) + (town[r] === 2 ? 1 : -0.5);
    if (!isPlain && random.nextUniform() < 0.1) x[r] = Number.NaN;
    return +(random.nextUniform() < 1 / (1 + Math.exp(-z)));
  });
  const columns = [
    { name: 'x', values: x },
    { name: 'y', values: y },
    ...(isPlain ? [] : [{ name: 'town', values: town, categories: ['a', 'b', 'c'] }]),
  ];
  return makeDataset({ columns, target });
}

function matrixOf({ columns, rows }: Dataset): Matrix {
  const data = new Float64Array(rows * columns.length);
  columns.forEach(({ values }, j) => {
    values.forEach((value, r) => {
      data[r * columns.length + j] = value;
    });
  });
  return { data, rows, columns: columns.length };
}

const mixed = people(400, false);
const halved = Float64Array.from(mixed.target, (_, r) => 1 + (r % 3) / 2);

describe('calibration as a part of training', () => {
  it.each<[string, Dataset, Partial<FitOptions>]>([
    ['logistic', people(400, true), {}],
    ['logistic', mixed, { weights: halved }],
    ['gbdt', mixed, { parameters: { rounds: 20 } }],
    ['additive', mixed, { parameters: { pairs: 1, rounds: 40, bags: 1 } }],
    ['tree', mixed, {}],
    ['forest', mixed, { parameters: { trees: 5 }, weights: halved }],
  ])(
    '%s: the curve of rows that it has not learned from is in the model, and is explained (%#)',
    (learner, data, own) => {
      const options = { learner, seed: 1, ...own };
      const { model, document, calibration, details } = learn(data, { ...options, calibrate: 'platt' });
      const parts = holdOut(data.rows, { share: 0.25, seed: 'calibration of 1', strata: data.target });
      const of = (rows: Int32Array): Partial<FitOptions> =>
        own.weights === undefined ? {} : { weights: Float64Array.from(rows, (row) => own.weights![row]!) };
      const plain = learn(takeRows(data, parts.train), { ...options, ...of(parts.train) });
      const held = takeRows(data, parts.test);
      const curve = fitPlatt(plain.model.predictRaw(matrixOf(held)), held.target, of(parts.test).weights);
      const scale = plain.model.link === 'logit' ? 'log-odds' : 'chance';
      expect(calibration).toEqual({ method: 'platt', ...curve, rows: parts.test.length, of: scale });

      const all = matrixOf(data);
      const expected = applyPlatt(curve, plain.model.predictRaw(all));
      const file = readModel(new TextEncoder().encode(JSON.stringify(document)), { name: 'm' });
      expect(file.predictLinked(all)).toEqual(model.predictLinked(all));
      const gaps = model.predictLinked(all).map((chance, r) => Math.abs(chance - expected[r]!));
      expect(gaps.reduce((most, gap) => Math.max(most, gap), 0)).toBeLessThan(1e-13);
      expect([model.link, model.chances]).toEqual(['logit', undefined]);

      const few = matrixOf(takeRows(data, [0, 1, 2, 3, 4]));
      const { values, baseValue } = explain(file, few, { background: few });
      const sums = Array.from({ length: 5 }, (_, r) =>
        values.subarray(r * few.columns, (r + 1) * few.columns).reduce((sum, value) => sum + value, baseValue[0]!),
      );
      file.predictRaw(few).forEach((score, r) => {
        expect(sums[r]).toBeCloseTo(score, 10);
      });
      if (details === undefined) return;
      const sizes = (from: unknown): number[] =>
        (from as { functions: { meanSize: number }[] }).functions.map(({ meanSize }) => meanSize);
      expect(sizes(details)).toEqual(sizes(plain.details).map((size) => curve.slope * size));
    },
  );

  it.each<[string, Dataset, Partial<FitOptions>]>([
    ['logistic', people(400, true), { weights: halved }],
    ['gbdt', mixed, { parameters: { rounds: 20 } }],
    ['forest', mixed, { parameters: { trees: 5 } }],
    ['mlp', mixed, { parameters: { epochs: 3 } }],
  ])('%s: an isotonic curve stands behind the sum, and is explained on its scale', (learner, data, own) => {
    const options = { learner, seed: 1, ...own };
    const { model, document, calibration } = learn(data, { ...options, calibrate: 'isotonic' });
    const parts = holdOut(data.rows, { share: 0.25, seed: 'calibration of 1', strata: data.target });
    const of = (rows: Int32Array): Partial<FitOptions> =>
      own.weights === undefined ? {} : { weights: Float64Array.from(rows, (row) => own.weights![row]!) };
    const plain = learn(takeRows(data, parts.train), { ...options, ...of(parts.train) });
    const held = takeRows(data, parts.test);
    const curve = fitIsotonic(plain.model.predictRaw(matrixOf(held)), held.target, of(parts.test).weights);
    const [lowest, highest] = [curve.y[0]!, curve.y.at(-1)!];
    expect(calibration).toEqual({
      ...{ method: 'isotonic', knots: curve.x.length, lowest, highest, rows: parts.test.length },
      of: plain.model.link === 'logit' ? 'log-odds' : 'chance',
    });

    const all = matrixOf(data);
    const file = readModel(new TextEncoder().encode(JSON.stringify(document)), { name: 'm' });
    expect(model.predictRaw(all)).toEqual(plain.model.predictRaw(all));
    expect(model.predictLinked(all)).toEqual(applyIsotonic(curve, plain.model.predictRaw(all)));
    expect(file.predictLinked(all)).toEqual(model.predictLinked(all));
    expect([file.link, file.chances, publishesChances(file)]).toEqual(['curve', undefined, true]);

    const few = matrixOf(takeRows(data, [0, 1, 2, 3, 4]));
    const { values, baseValue } = explain(file, few, { background: few, scale: 'linked' });
    file.predictLinked(few).forEach((chance, r) => {
      const own = values.subarray(r * few.columns, (r + 1) * few.columns);
      expect(own.reduce((sum, value) => sum + value, baseValue[0]!)).toBeCloseTo(chance, 10);
    });
  });

  it('recourse to a chance of an isotonic curve is recourse to the first score that has it', () => {
    const data = people(400, true);
    const { model } = learn(data, { seed: 1, calibrate: 'isotonic' });
    const rows = matrixOf(data);
    const chances = model.predictLinked(rows);
    const cutoff = [...chances].sort((a, b) => a - b)[300]!;
    const features = { x: { mutable: true, min: -4, max: 4 }, y: { mutable: false } };
    const constraints = readConstraints({ tribune: 'recourse/v1', costs: { x: 1 }, features });
    const asked = [...chances.keys()].filter((r) => chances[r]! < cutoff - 0.05).slice(0, 5);
    const answer = (cutoffScale: 'linked' | 'raw', at: number) =>
      findRecourse(model, { columns: model.features, rows }, constraints, { cutoff: at, cutoffScale, rows: asked })
        .rows;
    const [byChance, byScore] = [
      answer('linked', cutoff),
      answer('raw', elementwise('curve', model.curve)!.first!(cutoff)),
    ];
    byChance.forEach(({ proof, best }, k) => {
      expect(proof).toBe(byScore[k]!.proof);
      expect(best?.cost).toBeCloseTo(byScore[k]!.best!.cost, 8);
    });
    expect(byChance.map(({ proof }) => proof)).toContain('optimal');
  });

  it('says so where the curve rests on few rows', () => {
    const few = makeDataset({
      columns: [{ name: 'x', values: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) }],
      target: Float64Array.of(0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1),
    });
    const { cautions } = learn(few, { seed: 1, calibrate: 'platt' });
    expect(cautions.map(({ message }) => message).join()).toMatch(/rests on \d rows, of the rarer class \d:/);
    expect(
      learn(few, { seed: 1, calibrate: 'isotonic' })
        .cautions.map(({ message }) => message)
        .join(),
    ).toMatch(/the isotonic curve rests on \d rows: of fewer than 1000/);
    expect(
      learn(mixed, { seed: 1, calibrate: 'platt' })
        .cautions.map(({ message }) => message)
        .join(),
    ).not.toContain('rests on');
  });

  it('is refused where no curve makes chances of the model', () => {
    const refusal = (data: Dataset, own: Partial<FitOptions>): (() => unknown) => {
      return () => learn(data, { seed: 1, calibrate: 'platt', ...own });
    };
    expect(refusal(mixed, { learner: 'scorecard' })).toThrow('its points are whole');
    expect(refusal(mixed, { learner: 'rules' })).toThrow('a model of the learner rules is not calibrated');
    const numbers = makeDataset({ columns: mixed.columns, target: mixed.target.map((y) => 2 * y) });
    expect(refusal(numbers, {})).toThrow('a model of numbers is not calibrated');
    const rare = makeDataset({ columns: mixed.columns, target: mixed.target.map((_, r) => +(r === 3)) });
    expect(refusal(rare, {})).toThrow('the 100 rows that calibrate hold no row of the target 1');
    const { target } = mixed;
    const turned = target.map((y) => 2 * y - 1);
    for (const row of holdOut(400, { share: 0.25, seed: 'calibration of 1', strata: target }).test) turned[row]! *= -1;
    const against = makeDataset({ columns: [{ name: 'x', values: turned }], target });
    expect(refusal(against, {})).toThrow('chances do not rise with the score (slope -');
    expect(refusal(against, { calibrate: 'isotonic' })).toThrow('(the curve is flat, at 0.');
  });
});
