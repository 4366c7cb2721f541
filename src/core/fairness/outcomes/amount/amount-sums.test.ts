import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AmountAccumulator } from './accumulator.js';
import { AmountSums } from './amount-sums.js';
import { cellsOfColumns } from './columns.js';
import { MAX_PARTS } from './scale.js';

/** Amounts of every magnitude, next to powers of two among them, where steps double and the square of an integer leaves a double. */
const amount = fc.oneof(
  fc.integer({ min: 0, max: 600 }),
  fc.maxSafeInteger().map((any) => Math.abs(any) % (MAX_PARTS + 1)),
  fc
    .tuple(fc.integer({ min: 0, max: 43 }), fc.integer({ min: -1, max: 1 }))
    .map(([power, apart]) => Math.min(Math.max(2 ** power + apart, 0), MAX_PARTS)),
);
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), amount, fc.option(amount)), { maxLength: 300 });
const VALUES = [['m'], [null], ['f']] as const;

/** Adds rows some at a time, as chunks bring them. */
function addAll(sums: AmountSums, some: readonly (readonly [number, number, number | null])[]): void {
  for (let from = 0; from < some.length; from += 1000) {
    const part = some.slice(from, from + 1000);
    for (const quantity of ['amount', 'error'] as const) {
      const there = quantity === 'amount' ? part : part.filter(([, , actual]) => actual !== null);
      const values = Float64Array.from(there, ([, amount, actual]) =>
        quantity === 'amount' ? amount : amount - actual!,
      );
      sums.add(quantity, { lists: Int32Array.from(there, ([list]) => list), values, count: there.length });
    }
  }
}

function both(some: readonly (readonly [number, number, number | null])[], limit: number) {
  const spec = { policyDigest: '', attributes: ['sex'], unit: 'USD', decimals: 2, weightKind: 'none' } as const;
  const accumulator = new AmountAccumulator(spec, { limit });
  const sums = new AmountSums(limit);
  for (const [list, amount, actual] of some) {
    accumulator.add({ values: VALUES[list]!, amount, actual, weight: 1 });
  }
  addAll(sums, some);
  const { cells, places } = accumulator.take();
  return [
    { cells: cellsOfColumns(sums.columns(VALUES)), places: sums.places },
    { cells, places },
  ];
}

describe('amounts summed by number', () => {
  it('have the cells of amounts summed one by one, however many may be distinct', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 400 }), (some, limit) => {
        const [made, expected] = both(some, limit);
        expect(made).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  it('are exact where sums and squares leave a double, and however often they do', () => {
    const largest = Array.from(
      { length: 6000 },
      (_, i) => [0, MAX_PARTS - (i % 2), i % 3 === 0 ? null : i % 5] as const,
    );
    const [made, expected] = both(largest, 1);
    expect(made).toEqual(expected);
    expect(made!.cells[0]!.sum).toBeGreaterThan(2n ** 53n);
    // Squares of 2^43 carry 2^34 each, so that their upper part leaves a double after 2^18 rows.
    const sums = new AmountSums(1);
    const ROWS = 2 ** 19;
    addAll(sums, new Array<[number, number, number]>(ROWS).fill([0, MAX_PARTS, 0]));
    for (const { rows, sum, squares } of cellsOfColumns(sums.columns([['f']])))
      expect([rows, sum, squares]).toEqual([ROWS, BigInt(ROWS) * 2n ** 43n, BigInt(ROWS) * 2n ** 86n]);
  });

  it('that repeat wait until they are more rows than may wait, and are kept by value, until too many come', () => {
    const few = Array.from({ length: 4000 }, (_, i) => [i % 3, (i % 40) * 1000, (i % 7) * 900] as const);
    const many = Array.from({ length: 4000 }, (_, i) => [i % 3, i * 1009, null] as const);
    for (const some of [few, [...few, ...many], [...many, ...few]]) {
      const [made, expected] = both(some, 500);
      expect(made).toEqual(expected);
    }
  });
});
