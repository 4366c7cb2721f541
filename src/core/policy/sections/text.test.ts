import { describe, expect, it } from 'vitest';
import { amountText, intervalText, numberText } from './text.js';

describe('numbers in sentences', () => {
  it('have three digits after the point, and small ones their leading digits', () => {
    expect([0.5333, 0.8, 1, -0.0004, 0, 12].map((value) => numberText(value))).toEqual([
      '0.533',
      '0.8',
      '1',
      '-0.00040',
      '0',
      '12',
    ]);
    expect([null, Infinity, -Infinity].map((value) => numberText(value))).toEqual([
      'undefined',
      'no limit',
      'no lower limit',
    ]);
  });

  it('are told apart from the bound in the same sentence, on which side of it they lie', () => {
    expect(amountText(0.79996, undefined, [0.8, 1.25])).toBe('0.79996');
    expect(amountText(0.8000001, undefined, [0.8])).toBe('0.8');
    expect(amountText(0.8, undefined, [0.8])).toBe('0.8');
    expect(amountText(0.1004, undefined, [-0.1, 0.1])).toBe('0.1004');
    expect(intervalText(0.75, 0.8003, undefined, [0.8])).toBe('0.75 to 0.8003');
  });
});
