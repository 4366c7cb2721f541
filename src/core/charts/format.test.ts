import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decimalsApart,
  decimalsIn,
  formatCount,
  formatInterval,
  formatNumber,
  formatPlain,
  formatPValue,
  formatValue,
} from './format.js';

describe('formats', () => {
  it('groups thousands', () => {
    expect(formatCount(6172)).toBe('6,172');
    expect(formatCount(1234567)).toBe('1,234,567');
    expect(formatCount(1234.56)).toBe('1,234.6');
  });

  it('shows shares as per cent and gaps as signed percentage points', () => {
    expect(formatValue(0.331, 'share')).toBe('33.1 %');
    expect(formatValue(0.2032, 'points')).toBe('+20.3 pp');
    expect(formatValue(-0.2032, 'points')).toBe('\u221220.3 pp');
  });

  it('shows amounts with thousands, without the unit that the heading names', () => {
    expect(formatValue(170086.46, 'amount')).toBe('170,086');
    expect(formatValue(-12.5, 'amount')).toBe('\u221212.5');
    expect(formatValue(-0.001, 'amount', 2)).toBe('0.00');
    expect(formatValue(1e308, 'amount')).not.toContain(',');
    expect(formatInterval(-1234.5, 20000, 'amount')).toBe('[\u22121,235 to 20,000]');
  });

  it('never shows a negative zero or NaN', () => {
    expect(formatNumber(-0.0001, 2)).not.toBe('-0.00');
    expect(formatNumber(-0.001, 2)).toBe('0.00');
    expect(formatNumber(Number.NaN)).toBe('n/a');
    expect(formatNumber(null)).toBe('n/a');
  });

  it('keeps very large and very small numbers readable', () => {
    expect(formatNumber(1e12)).toBe('1.00e+12');
    expect(formatNumber(Number.POSITIVE_INFINITY)).toBe('\u221e');
    expect(formatInterval(0.5, Number.POSITIVE_INFINITY)).toBe('[0.50, \u221e]');
    expect(formatPlain(1 / 3)).toBe('0.333333');
    // The sign of an exponent is no minus of the number.
    expect(formatPlain(-1.2e-7)).toBe('\u22121.2e-7');
  });

  it('keeps the decimals that are asked for, however large or small a number is, and never fewer than three digits', () => {
    expect(formatNumber(0.0004302, 7)).toBe('0.0004302');
    expect(formatNumber(0.0004302, 2)).toBe('0.000430');
    expect(formatNumber(1234567.891, 1)).toBe('1234567.9');
    expect(formatNumber(1234567.891)).toBe('1.23e+6');
    expect(formatNumber(1e20, 2)).toBe('1.00e+20');
    expect(formatValue(0.0000043, 'share', 5)).toBe('0.000430 %');
  });

  it('says n/a for an interval that does not exist', () => {
    expect(formatInterval(null, null)).toBe('n/a');
  });

  it('shows p-values down to 0.001', () => {
    expect(formatPValue(1e-30)).toBe('< 0.001');
    expect(formatPValue(0.0432)).toBe('0.043');
  });

  it('adds decimals until a value that misses its bound no longer looks equal to it', () => {
    expect(decimalsApart(0.7996, 0.8)).toBe(4);
    expect(decimalsApart(0.8, 0.8)).toBe(2);
    expect(decimalsApart(0.53, 0.8)).toBe(2);
  });

  it('keeps every number of a column on its side of every bound beside it', () => {
    const column = (unit: 'share' | 'points' | 'number' | 'amount', values: number[], bounds: number[]) =>
      values.map((value) => formatValue(value, unit, decimalsIn(unit, values, bounds)));
    expect(column('share', [0.39998, 0.2], [0.4])).toEqual(['39.998 %', '20.000 %']);
    expect(column('share', [0.4, 0.2], [0.4])).toEqual(['40.0 %', '20.0 %']);
    expect(column('points', [0.10004, -0.2], [-0.1, 0.1])).toEqual(['+10.004 pp', '\u221220.000 pp']);
    expect(column('number', [0.79996], [0.8])).toEqual(['0.79996']);
    expect(column('amount', [1999.7, 12], [2000])).toEqual(['1,999.7', '12.0']);
    // Nearer than six decimals the numbers are still told apart.
    expect(column('share', [0.4 - 1e-9], [0.4])).toEqual(['39.9999999 %']);
    expect(decimalsIn('share', [null, Number.POSITIVE_INFINITY], [0.4])).toBeUndefined();
  });

  it('a failing value is never printed as its bound', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.8 - 1e-11, noNaN: true }), (value) => {
        expect(Number(value.toFixed(decimalsApart(value, 0.8)))).toBeLessThan(0.8);
      }),
    );
  });
});
