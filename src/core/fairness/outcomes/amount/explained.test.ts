import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Explained, explainedLimits, explainedOf } from './explained.js';
import {
  AmountAccumulator,
  type AmountGroup,
  type AmountTally,
  amountGroups,
  amountTallyFromJson,
  amountTallyToJson,
  compareAmounts,
  estimateAmount,
  mergeAmountTallies,
} from './index.js';

const OPTIONS = { level: 0.95, minGroupSize: 30 };
const SPEC = { policyDigest: '', attributes: ['g'], unit: 'USD', decimals: 2, weightKind: 'count' as const };
const R_SQUARED = { metric: 'r_squared' } as const;

interface Span {
  readonly lower: number;
  readonly upper: number;
}
interface People {
  readonly amounts: readonly number[];
  readonly labels: readonly number[];
  readonly n: number;
  readonly estimate: number;
  readonly shown: Span;
  readonly judged: Span | null;
}
const { cases } = JSON.parse(readFileSync(resolve(import.meta.dirname, 'testdata/r-squared.json'), 'utf8')) as {
  cases: { name: string; decimals: number; groups: Record<string, People> }[];
};

type Row = readonly [group: string, amount: number, actual: number | null, people: number];

function tallyOf(rows: readonly Row[], options: { limit?: number; decimals?: number } = {}): AmountTally {
  const { limit, decimals = 2 } = options;
  const accumulator = new AmountAccumulator({ ...SPEC, decimals }, { limit, explained: true });
  for (const [g, amount, actual, weight] of rows) accumulator.add({ values: [g], amount, actual, weight });
  return accumulator.take();
}

const groupOf = (tally: AmountTally, g: string): AmountGroup =>
  amountGroups(tally, ['g']).find(({ key }) => key.g === g)!;

const near = (actual: number | null, expected: number): void => {
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
};

describe('R²', () => {
  it.each(cases)('equals scikit-learn, with the limits that numpy and scipy make of the people: $name', (one) => {
    const rows = Object.entries(one.groups).flatMap(([g, { amounts, labels }]) =>
      amounts.map((amount, i): Row => [g, amount, labels[i]!, 1]),
    );
    const tally = tallyOf(rows, { decimals: one.decimals });
    for (const [g, expected] of Object.entries(one.groups)) {
      const group = groupOf(tally, g);
      const { estimate, lower, upper, n } = estimateAmount(group, R_SQUARED, OPTIONS);
      expect(n).toBe(expected.n);
      near(estimate, expected.estimate);
      near(lower, expected.shown.lower);
      near(upper, expected.shown.upper);
      const judged = explainedLimits(explainedOf(group)!, OPTIONS.level);
      if (expected.judged === null) expect(judged).toBeNull();
      else {
        near(judged!.lower, expected.judged.lower);
        near(judged!.upper, expected.judged.upper);
      }
    }
  });

  it('by hand: labels 1, 2, 3 and forecasts 1, 2, 4 leave half of the spread', () => {
    const tally = tallyOf([
      ['f', 100, 100, 1],
      ['f', 200, 200, 1],
      ['f', 400, 300, 1],
      ['f', 900, null, 1],
    ]);
    const { estimate, n } = estimateAmount(groupOf(tally, 'f'), R_SQUARED, OPTIONS);
    expect([estimate, n]).toEqual([0.5, 3]);
  });

  it('is undefined where all labels are the same, where one person has one, and where none has', () => {
    const tally = tallyOf([
      ['same', 100, 100, 1],
      ['same', 300, 100, 1],
      ['one', 100, 200, 1],
      ['none', 100, null, 1],
    ]);
    const told = (g: string) => estimateAmount(groupOf(tally, g), R_SQUARED, OPTIONS);
    for (const g of ['same', 'one', 'none']) expect(told(g)).toMatchObject({ estimate: null, status: 'undefined' });
    expect(told('same').reason).toContain('no spread to explain');
    expect(told('one').reason).toContain('no spread to explain');
    expect(told('none').reason).toBe('no row of the group has a label');
    const gap = compareAmounts(groupOf(tally, 'same'), groupOf(tally, 'one'), R_SQUARED, 'difference', OPTIONS);
    expect(gap).toMatchObject({ estimate: null, status: 'undefined' });
  });

  it('without an error is 1 and has no interval: nothing tells how large the errors of other people are', () => {
    const rows = Array.from({ length: 50 }, (_, i): Row => ['f', 100 * i, 100 * i, 1]);
    const estimate = estimateAmount(groupOf(tallyOf(rows), 'f'), R_SQUARED, OPTIONS);
    expect(estimate).toMatchObject({ estimate: 1, lower: null, upper: null });
  });

  const row = fc.tuple(
    fc.constantFrom('f', 'm'),
    fc.integer({ min: 0, max: 5000 }),
    fc.option(fc.integer({ min: 0, max: 5000 })),
    fc.integer({ min: 1, max: 5 }),
  );

  it('comes from tallies that add in any cut, in steps too, and go through JSON unchanged', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.nat(40), fc.constantFrom(undefined, 2), (rows, cut, limit) => {
        const options = limit === undefined ? {} : { limit };
        const whole = tallyOf(rows, options);
        const [a, b] = [tallyOf(rows.slice(0, cut), options), tallyOf(rows.slice(cut), options)];
        expect(mergeAmountTallies(a, b, options)).toEqual(whole);
        expect(mergeAmountTallies(b, a, options)).toEqual(whole);
        if (limit === undefined) expect(amountTallyFromJson(amountTallyToJson(whole))).toEqual(whole);
      }),
    );
  });

  it('is exact in steps', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 40 }), (rows) => {
        const [exact, coarse] = [tallyOf(rows), tallyOf(rows, { limit: 0 })].map((tally) =>
          explainedOf(amountGroups(tally, [])[0]!),
        ) as [Explained | null, Explained | null];
        expect(coarse?.value).toBe(exact?.value);
      }),
    );
  });

  it('does not depend on the unit, and its interval holds it', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 40 }), fc.integer({ min: 2, max: 9 }), (rows, factor) => {
        const scaled = rows.map(([g, amount, actual, n]): Row => [g, factor * amount, actual && factor * actual, n]);
        const [one, other] = [rows, scaled].map((each) =>
          estimateAmount(amountGroups(tallyOf(each), [])[0]!, R_SQUARED, OPTIONS),
        );
        expect(other!.estimate === null).toBe(one!.estimate === null);
        if (one!.estimate === null) return;
        near(other!.estimate, one!.estimate);
        if (one!.lower === null) return;
        expect(one!.lower).toBeLessThanOrEqual(one!.estimate);
        expect(one!.upper).toBeGreaterThanOrEqual(one!.estimate);
      }),
    );
  });

  it('of a tally with labels that do not belong to its errors is refused, and so is one without them beside one with', () => {
    const tally = tallyOf([
      ['f', 100, 150, 1],
      ['f', 200, 250, 1],
    ]);
    const json = amountTallyToJson(tally) as { cells: { quantity: string }[] };
    const without = (quantity: string) => ({ ...json, cells: json.cells.filter((cell) => cell.quantity !== quantity) });
    expect(() => amountTallyFromJson(without('actual'))).toThrow('labels');
    expect(() => amountTallyFromJson(without('paired'))).toThrow('labels');
    const plain = new AmountAccumulator(SPEC).take();
    expect(() => mergeAmountTallies(tally, plain)).toThrow('only one of them counts labels');
  });
});
