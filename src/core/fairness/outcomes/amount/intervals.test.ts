import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  AmountAccumulator,
  type AmountTally,
  amountGroups,
  amountTallyFromJson,
  amountTallyToJson,
  compareAmounts,
  estimateAmount,
  measured,
  mergeAmountTallies,
} from './index.js';

const OPTIONS = { level: 0.95, minGroupSize: 30 };
const COVERAGE = { metric: 'interval_coverage' } as const;
const WIDTH = { metric: 'interval_width' } as const;

interface People {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly labels: readonly number[];
  readonly people: readonly number[];
  readonly n: number;
  readonly covered: number;
  readonly coverage: number;
  readonly wilson: readonly [number, number];
  readonly width: number;
  readonly student: readonly [number, number];
}
interface Case {
  readonly name: string;
  readonly decimals: number;
  readonly groups: Readonly<Record<string, People>>;
  readonly gap: readonly [number, number, number];
}
const { cases } = JSON.parse(readFileSync(resolve(import.meta.dirname, 'testdata/intervals.json'), 'utf8')) as {
  cases: Case[];
};

function tallyOf(groups: Case['groups'], { decimals = 2, limit }: { decimals?: number; limit?: number } = {}) {
  const spec = { policyDigest: '', attributes: ['g'], unit: 'USD', decimals, weightKind: 'count' as const };
  const accumulator = new AmountAccumulator(spec, { limit, intervals: true });
  for (const [g, { lower, upper, labels, people }] of Object.entries(groups))
    labels.forEach((actual, i) => {
      const interval = { lower: lower[i]!, upper: upper[i]! };
      accumulator.add({ values: [g], amount: Math.max(0, interval.lower), actual, interval, weight: people[i]! });
    });
  return accumulator.take();
}

const near = (actual: number | null, expected: number): void => {
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(expected)));
};

describe('prediction intervals', () => {
  it.each(cases)('cover and are wide as numpy, scipy and statsmodels have it: $name', ({ decimals, groups, gap }) => {
    const tally = tallyOf(groups, { decimals });
    const made = amountGroups(tally, ['g']);
    for (const group of made) {
      const expected = groups[group.key.g!]!;
      const coverage = estimateAmount(group, COVERAGE, OPTIONS);
      expect(coverage).toMatchObject({ n: expected.n, method: 'wilson', status: 'ok' });
      near(coverage.estimate, expected.coverage);
      near(coverage.lower, expected.wilson[0]);
      near(coverage.upper, expected.wilson[1]);
      const width = estimateAmount(group, WIDTH, OPTIONS);
      near(width.estimate, expected.width);
      near(width.lower, expected.student[0]);
      near(width.upper, expected.student[1]);
    }
    const [a, b] = made;
    const difference = compareAmounts(a!, b!, COVERAGE, 'difference', OPTIONS);
    near(difference.estimate, gap[0]);
    near(difference.lower, gap[1]);
    near(difference.upper, gap[2]);
    expect(difference.method).toBe('newcombe');
  });

  it('hold a label at either end, and count nobody without a label or an interval', () => {
    const spec = { policyDigest: '', attributes: [], unit: 'USD', decimals: 0, weightKind: 'none' as const };
    const accumulator = new AmountAccumulator(spec, { intervals: true });
    const add = (actual: number | null, interval: { lower: number; upper: number } | null): void =>
      accumulator.add({ values: [], amount: 5, actual, interval, weight: 1 });
    add(3, { lower: 3, upper: 9 });
    add(9, { lower: 3, upper: 9 });
    add(10, { lower: 3, upper: 9 });
    add(0, { lower: -4, upper: 1 });
    add(null, { lower: 3, upper: 3 });
    add(3, null);
    const [group] = amountGroups(accumulator.take(), []);
    expect(group!.covered).toEqual({ successes: 3, n: 4 });
    expect(group!.width).toMatchObject({ n: 5, mean: (6 + 6 + 6 + 5 + 0) / 5 });
    expect(estimateAmount(group!, COVERAGE, OPTIONS)).toMatchObject({ estimate: 0.75, status: 'insufficient' });
  });

  it('add up and come back from JSON bit for bit, in steps too', () => {
    const { groups } = cases.find(({ name }) => name === 'drawn')!;
    const part = (g: string, limit: number): AmountTally => tallyOf({ [g]: groups[g]! }, { limit });
    for (const limit of [100_000, 50]) {
      const whole = tallyOf(groups, { limit });
      expect(whole.places).toMatchObject({ covered: 'distinct', width: limit === 50 ? 'steps' : 'distinct' });
      expect(mergeAmountTallies(part('f', limit), part('m', limit), { limit })).toEqual(whole);
      expect(amountTallyFromJson(JSON.parse(JSON.stringify(amountTallyToJson(whole))))).toEqual(whole);
    }
  });

  it('are refused in a tally where they say what no people can: more labels inside than intervals, a half-covered label', () => {
    const json = amountTallyToJson(tallyOf(cases[0]!.groups)) as {
      cells: { quantity: string; at: number; sum: string }[];
      places: Record<string, string>;
    };
    const refused = (change: (tally: typeof json) => void): string => {
      const copy = structuredClone(json);
      change(copy);
      try {
        amountTallyFromJson(copy);
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(
      refused((tally) => {
        tally.cells = tally.cells.filter(({ quantity }) => quantity !== 'width');
      }),
    ).toContain('labels in or out of 0 intervals');
    expect(
      refused((tally) => {
        tally.cells.find(({ quantity }) => quantity === 'covered')!.at = 2;
      }),
    ).toContain('is not a whole number from 0 to 1');
    expect(
      refused((tally) => {
        delete tally.places.width;
      }),
    ).toContain('places.width');
    const without = new AmountAccumulator(
      { policyDigest: '', attributes: ['g'], unit: 'USD', decimals: 2, weightKind: 'count' },
      {},
    ).take();
    expect(() => mergeAmountTallies(tallyOf(cases[0]!.groups), without)).toThrow('counts prediction intervals');
  });

  it('of one width for all have no skewness, though their mean is rounded', () => {
    // Nine times 0.03, divided by nine, is 0.03 and a hair.
    const one = { lower: [0], upper: [3], labels: [1], people: [9] };
    const [group] = amountGroups(tallyOf({ a: { ...cases[0]!.groups.GP!, ...one } }), ['g']);
    expect(measured(group!, WIDTH)).toMatchObject({ kind: 'mean', moments: { variance: 0, skewness: 0, n: 9 } });
  });
});
