import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExactColumn, ExactTotal } from './exact-column.js';

/** Integers on either side of what a double holds. */
const integer = fc.oneof(
  fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }),
  fc.bigInt({ min: -9n, max: 9n }),
  fc.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
  fc.bigInt({ min: -(2n ** 53n) - 3n, max: 3n - 2n ** 53n }),
);

describe('a column of integers', () => {
  it('gives each back, its double rounded once, and sums that are exact', () => {
    fc.assert(
      fc.property(fc.array(integer), (values) => {
        const column = new ExactColumn(values.length);
        values.forEach((value, i) => {
          if (i % 2 === 0 && Number.isSafeInteger(Number(value))) column.setNumber(i, Number(value));
          else column.set(i, value);
        });
        expect(values.map((_, i) => column.at(i))).toEqual(values);
        expect(values.map((_, i) => column.number(i))).toEqual(values.map(Number));
        const total = new ExactTotal();
        for (const i of values.keys()) total.add(column, i);
        const expected = values.reduce((sum, value) => sum + value, 0n);
        expect([total.value, total.number]).toEqual([expected, Number(expected)]);
        total.clear();
        expect([total.value, total.number]).toEqual([0n, 0]);
      }),
    );
  });
});
