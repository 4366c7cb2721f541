import { describe, expect, it } from 'vitest';
import type { LearnColumn } from '../../learn/index.js';
import { createGenerator } from '../../stats/index.js';
import { alike, counterfactual } from '../index.js';

/** Women earn 1 less, age has nothing to do with it, debt is half of income; men of this sample are older. */
function people(rows: number): LearnColumn[] {
  const random = createGenerator('individual');
  const sex = Float64Array.from({ length: rows }, () => +(random.nextUniform() < 0.5));
  const age = sex.map((man) => random.nextNormal() + 0.5 * man);
  const income = sex.map((man) => man + random.nextNormal());
  const debt = income.map((value) => value / 2 + random.nextNormal());
  return [
    { name: 'sex', values: sex, categories: ['f', 'm'] },
    { name: 'age', values: age },
    { name: 'income', values: income },
    { name: 'debt', values: debt },
  ];
}

describe('what would be said of people of another group', () => {
  const columns = people(1_500);
  const graph = { income: ['sex'], debt: ['income'] };
  const weights = { sex: 0.3, age: 0.4, income: 1, debt: 2 };
  const score = (given: readonly LearnColumn[]): Float64Array =>
    Float64Array.from(given[0]!.values, (_, r) =>
      given.reduce((sum, { name, values }) => sum + weights[name as keyof typeof weights] * values[r]!, 0),
    );
  const given = { attribute: 'sex', from: 'f', to: 'm', graph, score, cutoff: 0.5, seed: 1, resamples: 60 };

  it('is taken apart into what was planted', () => {
    const found = counterfactual(columns, given);
    expect(found.followers).toEqual(['income', 'debt']);
    expect(found.direct.estimate).toBeCloseTo(0.3, 12);
    // Income rises by 1 and debt by a half: 1 + 2 / 2.
    for (const [effect, truth] of [
      [found.throughFollowers, 2],
      [found.total, 2.3],
      [found.spurious, 0.2],
    ] as const) {
      expect(effect.lower).toBeLessThan(truth);
      expect(effect.upper).toBeGreaterThan(truth);
      expect(effect.upper - effect.lower).toBeLessThan(0.8);
    }
    expect(found.toOne).toBeGreaterThan(100);
    expect(found.toZero).toBe(0);
    expect(found.assumptions.join(' ')).toContain('debt from income');
  });

  it('changes nothing where a model does not see the attribute and nothing follows from it', () => {
    const blind = { ...given, graph: {}, score: (own: readonly LearnColumn[]) => own[2]!.values };
    const { direct, total, toOne, toZero, assumptions } = counterfactual(columns, blind);
    expect([direct.estimate, total.estimate, toOne, toZero]).toEqual([0, 0, 0, 0]);
    expect(assumptions[1]).toContain('Nothing follows');
  });

  it.each<[string, object, string]>([
    ['a circle', { graph: { income: ['debt', 'sex'], debt: ['income'] } }, 'follows from itself'],
    ['a column that there is not', { graph: { incme: ['sex'] } }, '"incme", which is no column'],
    ['a value that there is not', { to: 'x' }, '"sex" is never "x"'],
    ['the same group', { to: 'f' }, 'from "f" to "f"'],
    ['an attribute of numbers', { attribute: 'age' }, 'no column of categories'],
    ['an attribute that follows', { graph: { sex: ['age'] } }, '"sex" follows from other columns'],
  ])('refuses %s', (_, other, said) => {
    expect(() => counterfactual(columns, { ...given, ...other })).toThrow(said);
  });

  it('refuses a category that follows', () => {
    const town: LearnColumn = { name: 'town', values: columns[0]!.values, categories: ['a', 'b'] };
    const own = { ...given, graph: { town: ['sex'] } };
    expect(() => counterfactual([...columns, town], own)).toThrow('its values are categories');
  });
});

describe('people who are similar', () => {
  const x: LearnColumn = { name: 'x', values: Float64Array.of(0, 0, 0.1, 5, 5.1, 5.2, 5.2) };
  const town: LearnColumn = { name: 'town', values: new Float64Array(7), categories: ['a'] };
  it('are decided about alike, or are named', () => {
    const same = alike([x, town], Float64Array.of(0, 0, 0, 1, 1, 1, 1), { neighbours: 2, seed: 1 });
    expect([same.consistency, same.worst, same.twins]).toEqual([1, [], 0]);
    const found = alike([x, town], Float64Array.of(0, 1, 0, 1, 1, 1, 0), { neighbours: 2, seed: 1, most: 0.5 });
    expect(found.worst[0]).toEqual({ row: 1, decision: 1, near: 0, rows: [0, 2] });
    // Rows 0 and 1, and 5 and 6, have the same values; each is a neighbour of the other.
    expect(found.twins).toBe(4);
    expect(found.beyond).toBeGreaterThan(4);
    // Distances from the mean of two neighbours: 1/2, 1, 1/2, 0, 0 or 1/2, 1/2, 1.
    expect(found.consistency).toBeGreaterThan(0.3);
    expect(found.consistency).toBeLessThan(0.7);
  });

  it('are asked for in numbers that make sense', () => {
    expect(() => alike([x], new Float64Array(7), { neighbours: 7, seed: 1 })).toThrow('7 people for 7 neighbours');
    expect(() => alike([x], new Float64Array(6), { seed: 1 })).toThrow('other lengths');
    expect(() => alike([x], new Float64Array(7), { seed: 1, people: 1 })).toThrow('1 people');
  });
});
