import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WideColumn, WORDS } from './wide-column.js';

const wide = fc.oneof(
  fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }),
  fc.bigInt({ min: -(2n ** 65n), max: 2n ** 65n }),
  fc.bigInt({ min: 0n, max: 2n ** 54n }),
  fc.constantFrom(0n, 1n, -1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 64n - 1n, 2n ** 64n, -(2n ** 64n)),
);

function columnOf(values: readonly bigint[]): WideColumn {
  const column = new WideColumn(new Uint32Array(WORDS * values.length));
  values.forEach((value, i) => {
    column.set(i, value);
  });
  return column;
}

const total = (values: readonly bigint[]): bigint => values.reduce((sum, value) => sum + value, 0n);

describe('a column of integers of 128 bits', () => {
  it('gives back every integer, and its double rounded once', () => {
    fc.assert(
      fc.property(fc.array(wide), (values) => {
        const column = columnOf(values);
        expect(values.map((_, i) => column.at(i))).toEqual(values);
        expect(values.map((_, i) => column.number(i))).toEqual(values.map(Number));
      }),
    );
  });

  it('adds as big integers do, over any stretch and over any places', () => {
    fc.assert(
      fc.property(
        fc.array(fc.bigInt({ min: -(2n ** 100n), max: 2n ** 100n })),
        fc.nat(99),
        fc.nat(99),
        (values, a, b) => {
          const column = columnOf(values);
          const [start, end] = [Math.min(a, b, values.length), Math.min(Math.max(a, b), values.length)];
          expect(column.sum(start, end)).toBe(total(values.slice(start, end)));
          const places = Uint32Array.from(values.keys()).filter((place) => place % 2 === 0);
          const picked = values.filter((_, place) => place % 2 === 0);
          expect(column.totalExact(places, 0, places.length)).toBe(total(picked));
          expect([...picked.keys()].map((i) => column.picked(places).at(i))).toEqual(picked);
        },
      ),
    );
  });

  it('gives the total of people as one double, beyond 2^53 too', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: 0n, max: 2n ** 54n }), { minLength: 1 }), (values) => {
        expect(columnOf(values).total(Uint32Array.from(values.keys()), 0, values.length)).toBe(Number(total(values)));
      }),
    );
  });

  it('adds more than a million of the largest words exactly', () => {
    const count = 2 ** 20 + 3;
    const words = new Uint32Array(WORDS * count).fill(0xffff_ffff);
    // Every word full is -1.
    expect(new WideColumn(words).sum(0, count)).toBe(BigInt(-count));
  });
});
