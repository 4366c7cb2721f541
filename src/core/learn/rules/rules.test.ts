import { describe, expect, it } from 'vitest';
import { explain } from '../../explain/index.js';
import { type Matrix, matrixFromRows, readModel } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import { type Dataset, fit as learn, makeDataset, type Parameters } from '../index.js';

interface Listed {
  readonly rules: readonly { readonly if: readonly string[]; readonly chance: number; readonly rows: number }[];
  readonly otherwise: { readonly chance: number; readonly rows: number };
}

const HOMES = ['own', 'rent', 'free'];

/** Young people who rent repay seldom, people without an income half the time, and all others often. */
function people(rows: number): Dataset {
  const random = createGenerator(8);
  const [age, income, home] = [0, 1, 2].map(() => new Float64Array(rows)) as [Float64Array, Float64Array, Float64Array];
  const target = Float64Array.from({ length: rows }, (_, r) => {
    age[r] = 18 + random.nextInteger(60);
    income[r] = random.nextUniform() < 0.2 ? Number.NaN : random.nextUniform();
    home[r] = random.nextUniform() < 0.05 ? Number.NaN : random.nextInteger(3);
    const chance = age[r]! < 40 && home[r] === 1 ? 0.1 : Number.isNaN(income[r]!) ? 0.5 : 0.9;
    return +(random.nextUniform() < chance);
  });
  const columns = [
    { name: 'age', values: age },
    { name: 'income', values: income },
    { name: 'home', values: home, categories: HOMES },
  ];
  return makeDataset({ columns, target });
}

const listed = (data: Dataset, parameters: Parameters = {}, weights?: Float64Array) => {
  const trained = learn(data, { learner: 'rules', seed: 1, parameters, ...(weights === undefined ? {} : { weights }) });
  return { ...trained, list: trained.details!.ruleList as Listed };
};

const matrixOf = ({ columns, rows }: Dataset): Matrix =>
  matrixFromRows(
    Array.from({ length: rows }, (_, r) => columns.map(({ values }) => (Number.isNaN(values[r]!) ? null : values[r]!))),
  );

/** What the words of a condition say of a person, read by another program than the one that wrote them. */
function holds(words: string, row: Readonly<Record<string, number | null>>): boolean {
  const [name, ask, value] = words.split(/ (<=|>|is) /) as [string, string, string];
  const x = row[name]!;
  if (ask === 'is') return value === 'missing' ? x === null : x !== null && x >= 0 && HOMES[x] === JSON.parse(value);
  return x !== null && (ask === '<=' ? x <= Number(value) : x > Number(value));
}

describe('a list of rules', () => {
  const data = people(3000);
  const usual = listed(data);

  it('finds the rules that made the data, in an order in which the first that fits counts', () => {
    const { list } = usual;
    expect(list.rules[0]!.if.toSorted()).toEqual([expect.stringMatching(/^age <= (38|39|4\d)/), 'home is "rent"']);
    expect(list.rules[1]!.if).toContain('income is missing');
    expect(list.rules[0]!.chance).toBeLessThan(0.2);
    expect(list.otherwise.chance).toBeGreaterThan(0.85);
    expect([...list.rules, list.otherwise].reduce((sum, { rows }) => sum + rows, 0)).toBe(3000);
  });

  it('says of everybody what its words say, also of who lacks a value or has one never seen', () => {
    const { list, document } = listed(data, { rules: 6, penalty: 0 });
    const model = readModel(new TextEncoder().encode(JSON.stringify(document)), { name: 'm' });
    const random = createGenerator(1);
    for (let i = 0; i < 300; i++) {
      const row = {
        age: random.nextInteger(4) === 0 ? null : 10 + random.nextInteger(80),
        income: random.nextInteger(3) === 0 ? null : random.nextUniform(),
        home: [null, -1, 0, 1, 2][random.nextInteger(5)]!,
      };
      const said = list.rules.find((rule) => rule.if.every((words) => holds(words, row))) ?? list.otherwise;
      expect(model.predictLinked(matrixFromRows([[row.age, row.income, row.home]]))[0]).toBe(said.chance);
    }
  });

  it('is explained exactly, and its covers are of the people who come that way', () => {
    const { model } = usual;
    const { values, baseValue, prediction } = explain(model, matrixFromRows([[25, 0.5, 1]]));
    expect(values.reduce((sum, value) => sum + value, baseValue[0]!)).toBeCloseTo(prediction[0]!, 12);
    const all = model.predictLinked(matrixOf(data));
    expect(baseValue[0]).toBeCloseTo(all.reduce((sum, chance) => sum + chance, 0) / data.rows, 12);
  });

  it('weights count as rows, rows of weight 0 are nobody, and where nothing gains it says so', () => {
    const few = people(1000);
    const half = few.target.map((_, r) => r % 2);
    const wrong = makeDataset({ columns: few.columns, target: few.target.map((y, r) => (r % 2 === 0 ? 1 - y : y)) });
    expect(listed(few, {}, half).document).toEqual(listed(wrong, {}, half).document);
    const none = listed(data, { penalty: 1 });
    expect([none.list.rules, none.cautions.map(({ kind }) => kind)]).toEqual([[], ['same-for-all']]);
    expect(() => listed(data, { conditions: 3 })).toThrow('conditions is 3');
  });
});
