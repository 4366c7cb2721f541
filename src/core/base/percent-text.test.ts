import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentText } from './percent-text.js';

describe('a share in per cent', () => {
  it.each([
    [0, '0 %'],
    [1, '100 %'],
    [0.331, '33.1 %'],
    [0.17, '17 %'],
    [3 / 100_000, '0.003 %'],
    [1 - 3 / 100_000, '99.997 %'],
    [0.00034567, '0.035 %'],
    [0.9996, '99.96 %'],
    [0.99949, '99.9 %'],
    [-0.2, '-20 %'],
    [-0.00001, '-0.001 %'],
  ])('%d is %s', (share, text) => expect(percentText(share)).toBe(text));

  it('has fewer decimals where it stands in little room', () => {
    expect([0.331, 0.004, 0.9951, 1, 0].map((share) => percentText(share, 0))).toEqual([
      '33 %',
      '0.4 %',
      '99.51 %',
      '100 %',
      '0 %',
    ]);
  });

  it('is 0 of none and 100 of all only', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 31 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, part) => {
        const successes = Math.min(n - 1, Math.max(1, Math.round(part * n)));
        const shown = Number(percentText(successes / n).replace(' %', ''));
        expect(shown > 0 && shown < 100).toBe(true);
      }),
    );
  });
});
