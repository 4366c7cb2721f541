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
      expect(effect.upper! - effect.lower!).toBeLessThan(0.8);
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

  it('asks the model about everybody once where nothing follows, and about the drawn once where it does', () => {
    let asked = 0;
    const counting = (own: readonly LearnColumn[]): Float64Array => {
      asked += own[0]!.values.length;
      return score(own);
    };
    const women = columns[0]!.values.filter((sex) => sex === 0).length;
    counterfactual(columns, { ...given, score: counting, graph: {} });
    expect(asked).toBe(1_500 + women);
    asked = 0;
    const done: number[] = [];
    counterfactual(columns, { ...given, score: counting, resamples: 4, progress: (one, of) => done.push(one / of) });
    // Of people who are drawn as often as there are, 63 % are drawn at all; each is asked about with and without the attribute.
    expect(asked).toBeLessThan(1_500 + women + 2 * women + 4 * 2 * 0.68 * women);
    expect(done).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('has intervals as wide by samples of fewer people, shrunk, and says that they were', () => {
    const many = people(6_000);
    const { total, spurious, assumptions } = counterfactual(many, { ...given, graph: {}, resamples: 200 });
    expect(assumptions.at(-1)).toMatch(/^Intervals come from samples of (2|3)\d{3} of the 6000 people, shrunk/);
    const ages = [0, 1].map((sex) => many[1]!.values.filter((_, r) => many[0]!.values[r] === sex));
    expect(total.estimate).toBeCloseTo(0.3, 12);
    // What is left is a difference of two means of scores, whose spread in a group is that of 0.4 age, 1 income and 2 debts.
    const error = Math.sqrt((0.4 ** 2 + 2 ** 2 + 2 ** 2) * (1 / ages[0]!.length + 1 / ages[1]!.length));
    expect((spurious.upper! - spurious.lower!) / (2 * 1.96 * error)).toBeGreaterThan(0.8);
    expect((spurious.upper! - spurious.lower!) / (2 * 1.96 * error)).toBeLessThan(1.2);
  });

  it('has its intervals where few are of the other group among many, whom smaller samples would leave out', () => {
    const [sex, ...rest] = people(9_000);
    const few = { ...sex!, values: sex!.values.map((_, row) => +(row % 900 === 0)) };
    const { spurious, assumptions } = counterfactual([few, ...rest], { ...given, graph: {} });
    expect(spurious.lower).toBeLessThan(spurious.upper!);
    expect(assumptions.at(-1)).toContain('whether the graph is right');
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

describe('a group of few people', () => {
  const score = (given: readonly LearnColumn[]): Float64Array => given[1]!.values;
  const ask = (women: number) =>
    counterfactual(
      [
        { name: 'sex', values: Float64Array.from({ length: 40 }, (_, i) => +(i >= women)), categories: ['f', 'm'] },
        { name: 'income', values: Float64Array.from({ length: 40 }, (_, i) => (i * 7) % 11) },
      ],
      { attribute: 'sex', from: 'f', to: 'm', graph: { income: ['sex'] }, score, cutoff: 5, seed: 1, resamples: 50 },
    );
  it('has intervals only where it has more than one person, and most samples have some of it', () => {
    const { people: count, direct, throughFollowers, spurious } = ask(1);
    expect([count, direct.lower, throughFollowers.upper, spurious.lower]).toEqual([1, null, null, null]);
    expect(ask(2).total).toMatchObject({ lower: null, upper: null });
    const { total } = ask(5);
    expect(total.upper! - total.lower!).toBeGreaterThan(1);
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

  it('have an interval by everybody left out in turn, from the neighbourhoods of the others too', () => {
    const random = createGenerator('left out');
    const values = Float64Array.from({ length: 30 }, () => random.nextNormal());
    const decision = values.map((value) => +(value + random.nextNormal() > 0));
    const of = (keep: (row: number) => boolean) =>
      alike(
        [{ name: 'x', values: values.filter((_, r) => keep(r)) }],
        decision.filter((_, r) => keep(r)),
        { seed: 1 },
      );
    const { consistency, lower, upper } = of(() => true);
    const without = Array.from(values, (_, gone) => of((row) => row !== gone).consistency);
    const mean = without.reduce((sum, one) => sum + one, 0) / 30;
    const error = Math.sqrt((29 / 30) * without.reduce((sum, one) => sum + (one - mean) ** 2, 0));
    expect([consistency - lower!, upper! - consistency]).toEqual(
      [1, 1].map(() => expect.closeTo(1.959963984540054 * error, 12)),
    );
  });

  it('have an interval that holds the mean of many samples in at least 0.95 of them', () => {
    const random = createGenerator('held');
    const found = Array.from({ length: 200 }, () => {
      const values = Float64Array.from({ length: 40 }, () => random.nextNormal());
      return alike(
        [{ name: 'x', values }],
        values.map((value) => +(value + random.nextNormal() > 0)),
        { seed: 1 },
      );
    });
    const truth = found.reduce((sum, one) => sum + one.consistency, 0) / found.length;
    const held = found.filter(({ lower, upper }) => lower! <= truth && truth <= upper!).length;
    expect(held).toBeGreaterThanOrEqual(0.95 * found.length);
  });

  it('have no interval where leaving out one of them says nothing', () => {
    const same = alike([x], new Float64Array(7), { neighbours: 2, seed: 1 });
    expect([same.consistency, same.lower, same.upper]).toEqual([1, null, null]);
    const few = alike([x], Float64Array.of(0, 1, 0, 1, 1, 1, 0), { neighbours: 6, seed: 1 });
    expect([few.lower, few.upper]).toEqual([null, null]);
  });

  it('is asked of a sample in which nobody is twice, and nobody a neighbour of themselves', () => {
    const values = Float64Array.from({ length: 30 }, (_, i) => i);
    const decision = values.map((value) => value % 2);
    for (let seed = 0; seed < 20; seed++) {
      const { worst } = alike([{ name: 'x', values }], decision, { seed, people: 20, neighbours: 2 });
      for (const { row, rows } of worst) expect(new Set([row, ...rows]).size).toBe(3);
    }
  });

  it('are asked for in numbers that make sense', () => {
    expect(() => alike([x], new Float64Array(7), { neighbours: 7, seed: 1 })).toThrow('7 people for 7 neighbours');
    expect(() => alike([x], new Float64Array(6), { seed: 1 })).toThrow('other lengths');
    expect(() => alike([x], new Float64Array(7), { seed: 1, people: 1 })).toThrow('1 people');
  });
});
