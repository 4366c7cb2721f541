import { describe, expect, it } from 'vitest';
import { type Dataset, makeDataset } from '../../learn/index.js';
import { readNeutral } from '../../models/index.js';
import { createGenerator } from '../../stats/index.js';
import { debias, groupRows, type RowGroups } from '../index.js';

/** Income tells sex, skill does not; both tell the target. */
function people(rows: number): { data: Dataset; groups: RowGroups } {
  const random = createGenerator('adversary');
  const sex = Array.from({ length: rows }, () => (random.nextUniform() < 0.5 ? 'f' : 'm'));
  const income = Float64Array.from(sex, (one) => random.nextNormal() + (one === 'm' ? 1.2 : 0));
  const skill = income.map(() => random.nextNormal());
  const target = income.map((x, r) => +(random.nextUniform() < 1 / (1 + Math.exp(0.6 - x - 1.5 * skill[r]!))));
  const columns = [
    { name: 'income', values: income },
    { name: 'skill', values: skill },
  ];
  return { data: makeDataset({ columns, target }), groups: groupRows({ sex }) };
}

describe('a network that is learned against adversaries', () => {
  const { data, groups } = people(3_000);
  const options = { hidden: [8], warmUp: 4, epochs: 30, rate: 3e-3, seed: 1 };

  it('stops once the best of them tells too little, and still tells the target', () => {
    const found = debias(data, groups, { ...options, bound: 0.6 });
    expect(found.reached).toBe(true);
    const [{ key, auc }] = found.adversaries as [(typeof found.adversaries)[number]];
    expect(key).toEqual({ sex: 'm' });
    expect(auc!.upper).toBeLessThan(0.6);
    expect(found.adversaryClass).toContain('logistic regression');
    const rows = new Float64Array(2 * data.rows);
    data.columns.forEach(({ values }, j) => {
      values.forEach((value, r) => {
        rows[2 * r + j] = value;
      });
    });
    const scores = readNeutral(found.document, 'm').predictRaw({ data: rows, rows: data.rows, columns: 2 });
    const right = scores.filter((score, r) => +(score > 0) === data.target[r]).length;
    expect(right / data.rows).toBeGreaterThan(0.68);
  });

  it('says so where no pass keeps the bound, and is the same by the same seed', () => {
    const once = debias(data, groups, { ...options, epochs: 2, bound: 0.501 });
    expect(once.reached).toBe(false);
    expect(debias(data, groups, { ...options, epochs: 2, bound: 0.501 })).toEqual(once);
  });

  it.each<[string, object, string]>([
    ['a bound that nobody keeps', { bound: 0.5 }, 'a bound of 0.5'],
    ['no pass', { bound: 0.6, epochs: 0 }, '4 and 0 passes'],
    ['no strength', { bound: 0.6, strength: 0 }, 'a strength of 0'],
  ])('refuses %s', (_, own, said) => {
    expect(() => debias(data, groups, { ...options, bound: 0.6, ...own })).toThrow(said);
  });

  it('refuses one group', () => {
    const one = groupRows({ sex: Array.from({ length: data.rows }, () => 'f') });
    expect(() => debias(data, one, { ...options, bound: 0.6 })).toThrow('fewer than two groups');
  });
});
