import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allowedText, amountText, declaredText, intervalText, numberText } from './text.js';

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
    expect(amountText(0.8000001, undefined, [0.8])).toBe('0.8000001');
    expect(amountText(0.1 + 0.2, undefined, [0.3])).toBe('0.3');
    expect(amountText(0.80041, undefined, [0.80049])).toBe('0.8');
    expect(amountText(0.8004, undefined, [0.8001])).toBe('0.8004');
    expect(amountText(0.0004999, undefined, [0.0005])).toBe('0.0004999');
    expect(amountText(0.8, undefined, [0.8])).toBe('0.8');
    expect(amountText(0.1004, undefined, [-0.1, 0.1])).toBe('0.1004');
    expect(allowedText(0.80049, null)).toBe('at least 0.80049');
    expect(allowedText(1 / 1.1, 1.1)).toBe('between 0.909091 and 1.1');
    expect(intervalText(0.75, 0.8003, undefined, [0.8])).toBe('0.75 to 0.8003');
  });

  it('never stand on the bound, or beyond it, where the number does not', () => {
    const bounds = fc.tuple(fc.integer({ min: -9999, max: 9999 }), fc.integer({ min: -2, max: 5 }));
    const gaps = fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 2, max: 9 }), fc.boolean());
    fc.assert(
      fc.property(bounds, gaps, fc.constantFrom(undefined, 'USD'), ([digits, places], [gap, small, below], unit) => {
        const bound = Number((digits / 10 ** places).toPrecision(12));
        const value = bound + (below ? -1 : 1) * gap * 10 ** -small * Math.max(1, Math.abs(bound));
        const number = (text: string): number => Number(text.replaceAll(/USD |,/g, ''));
        const [said, allowed] = [amountText(value, unit, [bound]), declaredText(bound, unit)].map(number);
        expect(Math.sign(said! - allowed!), `${value} beside ${bound}`).toBe(below ? -1 : 1);
      }),
      { numRuns: 2000 },
    );
  });
});
