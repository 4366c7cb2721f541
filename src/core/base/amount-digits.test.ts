import { describe, expect, it } from 'vitest';
import { amountDecimals, amountDigits, declaredDigits, digitsBeside } from './amount-digits.js';

describe('digits of amounts', () => {
  it('sets thousands apart and drops cents that nobody judges by', () => {
    expect([170086.46, 1234567.891, 999.999, 12.345, 12.5, 0.004, 0, -5000].map((each) => amountDigits(each))).toEqual([
      '170,086',
      '1,234,568',
      '1,000',
      '12.35',
      '12.5',
      '0.004',
      '0',
      '5,000',
    ]);
  });

  it('has the same decimals for all amounts of a column', () => {
    const decimals = amountDecimals([12, 999.5, null]);
    expect([12, 999.5].map((each) => amountDigits(each, decimals))).toEqual(['12.00', '999.50']);
    expect(amountDecimals([12, -170086.46, Number.POSITIVE_INFINITY])).toBe(0);
  });

  it('rounds nothing away of what somebody declared', () => {
    expect([1234.56, 200000, 0.125, 1e-6, 0].map(declaredDigits)).toEqual([
      '1,234.56',
      '200,000',
      '0.125',
      '0.000001',
      '0',
    ]);
  });

  it('keeps an amount apart from a bound that it does not equal', () => {
    expect(digitsBeside(1999.7, [2000])).toBe('1,999.7');
    expect(digitsBeside(1999.9996, [2000])).toBe('1,999.9996');
    expect(digitsBeside(2000, [2000])).toBe('2,000');
    expect(digitsBeside(2000.45, [2000.4])).toBe('2,000.5');
    expect(digitsBeside(2000.43, [2000.4])).toBe('2,000.43');
    expect(digitsBeside(-2000.43, [-2000.4])).toBe('2,000.43');
    expect(digitsBeside(-1999.7, [2000])).toBe('2,000');
    expect(digitsBeside(499.999, [-500, 500])).toBe('499.999');
    expect(digitsBeside(1.0000001, [1])).toBe('1.0000001');
    expect(digitsBeside(0.1 + 0.2, [0.3])).toBe('0.3');
    expect(digitsBeside(170086.46000000002, [170086.46])).toBe('170,086');
    expect(declaredDigits(1000 / 3)).toBe('333.333333');
  });
});
