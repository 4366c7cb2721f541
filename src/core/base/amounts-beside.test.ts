import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountDigits, decimalsOfDifference, decimalsThatSubtract, digitsBeside, digitsTo } from './amount-digits.js';

/** Two amounts and their difference as they are shown, and the bounds that the difference was held against. */
function shown(first: number, second: number, bounds: readonly number[] = []): [string, string, string] {
  const difference = first - second;
  const decimals = decimalsOfDifference([first, second, difference], bounds);
  return decimals === undefined
    ? [amountDigits(first), amountDigits(second), digitsBeside(difference, bounds)]
    : [digitsTo(first, decimals), digitsTo(second, decimals), digitsTo(difference, decimals)];
}

const read = (digits: string): number => Number(digits.replaceAll(',', ''));

describe('two amounts and their difference', () => {
  it('are shown as they are where they subtract', () => {
    expect(shown(2000, 1500)).toEqual(['2,000', '1,500', '500']);
    expect(shown(12.5, 10)).toEqual(['12.5', '10', '2.5']);
  });

  it('have as many decimals as make the two subtract to the third', () => {
    expect(shown(1234.4, 950.25)).toEqual(['1,234', '950', '284']);
    expect(shown(2000.4, 1500.5)).toEqual(['2,000.4', '1,500.5', '499.9']);
  });

  it('have the decimals that keep the difference on its side of a bound', () => {
    expect(shown(2000.4, 1500.5, [500])).toEqual(['2,000.4', '1,500.5', '499.9']);
  });

  it('are left alone where the third is another number', () => {
    expect(decimalsOfDifference([1234.4, 950.25, 3])).toBeUndefined();
  });

  it.each([
    [0.44, 2000.2],
    [0.456, 1234.4],
    [2000.2, -0.44],
    [0.0004, 12.3],
  ])('never tells a side that is not 0 as 0: %d and %d', (first, second) => {
    const decimals = decimalsOfDifference([first, second, first - second]);
    const texts = [first, second].map((side) =>
      decimals === undefined ? amountDigits(side) : digitsTo(side, decimals),
    );
    for (const text of texts) expect(Number(text.replaceAll(',', ''))).not.toBe(0);
  });

  it('subtract for a reader, on the right side of every bound, whatever they are', () => {
    const cents = fc.integer({ min: 0, max: 10_000_000 }).map((parts) => parts / 100);
    fc.assert(
      fc.property(cents, cents, fc.integer({ min: 1, max: 1_000_000 }), (first, second, bound) => {
        const [a, b, gap] = shown(first, second, [bound, -bound]).map(read) as [number, number, number];
        const difference = Number((first - second).toFixed(2));
        const signed = gap * Math.sign(difference);
        expect(Number((a - b).toFixed(6))).toBe(signed === 0 ? 0 : signed);
        for (const end of [bound, -bound]) expect(Math.sign(signed - end)).toBe(Math.sign(difference - end));
      }),
    );
  });
});

describe('two plain numbers and their difference', () => {
  it('have the fewest decimals with which a reader subtracts the two to the third', () => {
    expect(decimalsThatSubtract([44.84, 23.46, 21.38], 1)).toBe(2);
    expect(decimalsThatSubtract([0.4484, 0.2346, 0.2138], 3)).toBe(4);
    expect(decimalsThatSubtract([0.5, 0.25, 0.3], 3)).toBeUndefined();
    expect(decimalsThatSubtract([0.50004, 0.40003, 0.10001], 1, [0.1])).toBe(5);
  });

  it('subtract as printed, whatever they are', () => {
    fc.assert(
      fc.property(fc.integer({ max: 100_000 }), fc.integer({ max: 100_000 }), (a, b) => {
        const [first, second] = [a / 700, b / 900];
        const decimals = decimalsThatSubtract([first, second, first - second], 1);
        fc.pre(decimals !== undefined);
        const read = (value: number) => Number(value.toFixed(decimals));
        expect(read(first) - read(second)).toBeCloseTo(read(first - second), 9);
      }),
    );
  });
});
