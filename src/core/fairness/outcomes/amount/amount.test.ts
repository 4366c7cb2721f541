import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { skewedMeanInterval } from '../../../stats/index.js';
import { addAmountCells } from './cells.js';
import {
  AmountAccumulator,
  type AmountGroup,
  type AmountMeasure,
  amountDisparity,
  amountGroups,
  amountTallyFromJson,
  amountTallyToJson,
  compareAmounts,
  estimateAmount,
  mergeAmountTallies,
  partsOf,
  type Quantity,
  quantileOf,
} from './index.js';
import { FORMER_STEP_DIGITS, stepOf, stepWidth } from './scale.js';

const OPTIONS = { level: 0.95, minGroupSize: 30 };
const SPEC = { policyDigest: '', attributes: ['g'], unit: 'USD', decimals: 2, weightKind: 'none' as const };

interface Limits {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly pValue?: number;
}
interface GroupFigures {
  readonly n: number;
  readonly mean: Limits;
  readonly variance: number;
  readonly quantiles: readonly (Limits & { readonly q: number })[];
  readonly meanError?: Limits;
  readonly absolute?: Limits;
  readonly root?: Limits;
}
interface Case {
  readonly name: string;
  readonly decimals: number;
  readonly group: string;
  readonly reference: string;
  readonly cells: readonly [string, number, number | null, number][];
  readonly groups: Readonly<Record<string, GroupFigures>>;
  readonly compared: Readonly<Record<string, Limits>> & {
    readonly share: Limits & { readonly value: number; readonly difference: Limits };
    readonly squaresPValue?: number;
  };
}
const { cases } = JSON.parse(readFileSync(resolve(import.meta.dirname, 'testdata/amounts.json'), 'utf8')) as {
  cases: Case[];
};

function groupsOf({ cells, decimals }: Case): Map<string, AmountGroup> {
  const accumulator = new AmountAccumulator({ ...SPEC, decimals, weightKind: 'count' });
  for (const [g, amount, actual, n] of cells) accumulator.add({ values: [g], amount, actual, weight: n });
  return new Map(amountGroups(accumulator.take(), ['g']).map((group) => [group.key.g!, group]));
}

/** Equal to nine digits. */
function near(value: number | null | undefined, expected: number): void {
  expect(value).not.toBeNull();
  expect(Math.abs(value! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
}

function sameLimits(made: { estimate: number | null; lower: number | null; upper: number | null }, expected: Limits) {
  near(made.estimate, expected.estimate);
  near(made.lower, expected.lower);
  near(made.upper, expected.upper);
}

describe.each(cases)('figures of scipy, statsmodels and numpy: $name', (one) => {
  const groups = groupsOf(one);
  const [a, b] = [groups.get(one.group)!, groups.get(one.reference)!];

  it('means, quantiles by order statistics, errors of each group', () => {
    for (const [name, expected] of Object.entries(one.groups)) {
      const group = groups.get(name)!;
      const of = (measure: AmountMeasure) => estimateAmount(group, measure, OPTIONS);
      expect(group.n).toBe(expected.n);
      sameLimits(of({ metric: 'mean_amount' }), expected.mean);
      near(group.amount!.variance, expected.variance);
      for (const { q, ...limits } of expected.quantiles) sameLimits(of({ metric: 'amount_quantile', q }), limits);
      if (expected.absolute === undefined) continue;
      sameLimits(of({ metric: 'mean_absolute_error' }), expected.absolute);
      sameLimits(of({ metric: 'mean_error' }), expected.meanError!);
      sameLimits(of({ metric: 'root_mean_squared_error' }), expected.root!);
    }
  });

  it('differences by Welch, ratios by the delta method, shares', () => {
    const compared = (measure: AmountMeasure, compare: 'difference' | 'ratio') =>
      compareAmounts(a, b, measure, compare, OPTIONS);
    const mean = compared({ metric: 'mean_amount' }, 'difference');
    sameLimits(mean, one.compared.mean!);
    near(mean.pValue, one.compared.mean!.pValue!);
    sameLimits(compared({ metric: 'mean_amount' }, 'ratio'), one.compared.ratio!);
    const { share } = one.compared;
    sameLimits(estimateAmount(a, { metric: 'share_at_least', value: share.value }, OPTIONS), share);
    const difference = compared({ metric: 'share_at_least', value: share.value }, 'difference');
    near(difference.lower, share.difference.lower);
    near(difference.upper, share.difference.upper);
    if (one.compared.absolute === undefined) return;
    sameLimits(compared({ metric: 'mean_absolute_error' }, 'difference'), one.compared.absolute);
    sameLimits(compared({ metric: 'mean_absolute_error' }, 'ratio'), one.compared.absoluteRatio!);
    sameLimits(compared({ metric: 'mean_error' }, 'difference'), one.compared.error!);
    near(compared({ metric: 'root_mean_squared_error' }, 'difference').pValue, one.compared.squaresPValue!);
  });
});

describe('the scale', () => {
  it('reads a number exactly or not at all', () => {
    expect(partsOf(1234.5, 2)).toBe(123_450);
    expect(partsOf(0.1 + 0.2, 2)).toBeNull();
    expect(partsOf(0.3, 2)).toBe(30);
    expect(partsOf(0.125, 2)).toBeNull();
    fc.assert(fc.property(fc.integer({ min: 0, max: 2 ** 43 }), (parts) => partsOf(parts / 100, 2) === parts));
  });

  it('a step holds its value, begins nearer to 0 and is at most one part in 256 wide', () => {
    const value = fc.oneof(fc.integer({ min: -(2 ** 43), max: 2 ** 43 }), fc.integer({ min: -5000, max: 5000 }));
    fc.assert(
      fc.property(value, (v) => {
        const [at, width] = [Math.abs(stepOf(v)), stepWidth(v)];
        expect(Math.abs(v)).toBeGreaterThanOrEqual(at);
        expect(Math.abs(v)).toBeLessThan(at + width);
        expect(width === 1 || width / at <= 1 / 256).toBe(true);
        expect(stepOf(stepOf(v))).toBe(stepOf(v));
        expect(stepOf(stepOf(v, FORMER_STEP_DIGITS))).toBe(stepOf(v));
      }),
    );
  });
});

describe('the tally of an amount', () => {
  const row = fc.record({
    values: fc.constantFrom(['a'], ['b'], [null]),
    amount: fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 2 ** 43 })),
    actual: fc.option(fc.integer({ min: 0, max: 2 ** 43 }), { nil: null }),
    weight: fc.constantFrom(1, 1, 3, 2 ** 31),
  });
  const tallyOf = (rows: readonly Parameters<AmountAccumulator['add']>[0][], limit?: number) => {
    const accumulator = new AmountAccumulator({ ...SPEC, weightKind: 'count' }, { limit });
    for (const each of rows) accumulator.add(each);
    return accumulator.take();
  };

  it('adds in any order and any cut, in steps too', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), fc.nat(30), fc.constantFrom(undefined, 2), (rows, cut, limit) => {
        const whole = tallyOf(rows, limit);
        const [a, b] = [tallyOf(rows.slice(0, cut), limit), tallyOf(rows.slice(cut), limit)];
        const options = limit === undefined ? {} : { limit };
        expect(mergeAmountTallies(a, b, options)).toEqual(whole);
        expect(mergeAmountTallies(b, a, options)).toEqual(whole);
        expect(tallyOf([...rows].reverse(), limit)).toEqual(whole);
      }),
    );
  });

  it('in the finer steps of version 1 is read, and put into ours', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const ours = tallyOf(rows, 0);
        const isInSteps = (quantity: Quantity) => ours.places[quantity] === 'steps';
        const finer = tallyOf(rows).cells.map((cell) =>
          isInSteps(cell.quantity) ? { ...cell, at: stepOf(cell.at, FORMER_STEP_DIGITS) } : cell,
        );
        const former = { ...amountTallyToJson({ ...ours, cells: addAmountCells(finer) }), schemaVersion: '1' };
        expect(amountTallyFromJson(former)).toEqual(ours);
      }),
    );
  });

  it('of a version that is not known is refused by its number', () => {
    const later = { ...amountTallyToJson(tallyOf([])), schemaVersion: '4' };
    expect(() => amountTallyFromJson(later)).toThrow('schemaVersion is not "1" or "2" or "3"');
  });

  it('keeps means and variances exact in steps, and quantiles within a step', () => {
    const accumulate = (limit?: number) => {
      const accumulator = new AmountAccumulator(SPEC, { limit });
      for (let i = 0; i < 5000; i++)
        accumulator.add({ values: ['a'], amount: (i * 7919 * 104_729) % 1_000_003, actual: null, weight: 1 });
      return amountGroups(accumulator.take(), [])[0]!.amount!;
    };
    const [exact, steps] = [accumulate(), accumulate(10)];
    expect(steps.places).toBe('steps');
    expect(steps.counts.length).toBeLessThan(exact.counts.length);
    expect([steps.mean, steps.variance, steps.meanSquare]).toEqual([exact.mean, exact.variance, exact.meanSquare]);
    for (const q of [0.01, 0.3, 0.5, 0.99])
      expect(Math.abs(quantileOf(steps, q) / quantileOf(exact, q) - 1)).toBeLessThan(2 / 256);
  });

  it('refuses more people than its sums can hold', () => {
    const accumulator = new AmountAccumulator({ ...SPEC, weightKind: 'count' });
    for (let i = 0; i < 128; i++) accumulator.add({ values: ['a'], amount: 2 ** 43, actual: 0, weight: 2 ** 31 });
    expect(() => accumulator.add({ values: ['a'], amount: 1, actual: 0, weight: 1 })).toThrow(
      /more than 274877906944 people/,
    );
    const { squares } = accumulator.take().cells[0]!;
    expect(squares).toBe(2n ** 124n);
  });
});

describe('what cannot be said', () => {
  const groupOf = (amounts: readonly number[]) => {
    const accumulator = new AmountAccumulator(SPEC);
    for (const amount of amounts) accumulator.add({ values: ['a'], amount, actual: null, weight: 1 });
    return amountGroups(accumulator.take(), ['g'])[0]!;
  };

  it('no label: errors are undefined, never 0', () => {
    const made = estimateAmount(groupOf([100, 200]), { metric: 'mean_absolute_error' }, OPTIONS);
    expect(made).toMatchObject({ estimate: null, status: 'undefined', reason: 'no row of the group has a label' });
  });

  it('five people hold no 95 % interval of a median', () => {
    const made = estimateAmount(groupOf([1, 2, 3, 4, 5]), { metric: 'median_amount' }, OPTIONS);
    expect(made).toMatchObject({ estimate: 0.03, lower: null, upper: null, status: 'insufficient' });
  });

  it('a mean of amounts without spread has no interval; a median that everybody gets has one without width', () => {
    const same = groupOf(Array.from({ length: 50 }, () => 500_000));
    expect(estimateAmount(same, { metric: 'mean_amount' }, OPTIONS)).toMatchObject({ estimate: 5000, lower: null });
    expect(estimateAmount(same, { metric: 'median_amount' }, OPTIONS)).toMatchObject({ lower: 5000, upper: 5000 });
  });

  it('a ratio to a mean of 0 is undefined', () => {
    const made = compareAmounts(groupOf([1, 2]), groupOf([0, 0]), { metric: 'mean_amount' }, 'ratio', OPTIONS);
    expect(made).toMatchObject({ estimate: null, status: 'undefined' });
  });

  it('one rich person among thirty is too skewed to judge by', () => {
    const values = [...Array.from({ length: 29 }, (_, i) => i), 10_000];
    const mean = values.reduce((sum, v) => sum + v, 0) / 30;
    const central = (power: number) => values.reduce((sum, v) => sum + (v - mean) ** power, 0) / 30;
    const skewness = central(3) / central(2) ** 1.5;
    expect(skewedMeanInterval({ mean, variance: central(2), skewness, n: 30 }, 0.95)).toBeNull();
  });

  it('disparities name the groups with the largest and the smallest value', () => {
    const accumulator = new AmountAccumulator(SPEC);
    for (let i = 0; i < 40; i++)
      for (const [j, g] of ['a', 'b', 'c'].entries())
        accumulator.add({ values: [g], amount: 1000 * (j + 1) + i, actual: null, weight: 1 });
    const groups = amountGroups(accumulator.take(), ['g']);
    const [difference, ratio] = amountDisparity(['g'], groups, { metric: 'mean_amount' }, OPTIONS);
    expect(difference).toMatchObject({ highest: { g: 'c' }, lowest: { g: 'a' }, status: 'ok' });
    near(difference!.estimate, 20);
    near(ratio!.estimate, 10.195 / 30.195);
  });
});
