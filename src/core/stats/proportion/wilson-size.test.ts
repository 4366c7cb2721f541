import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wilson } from './wilson.js';
import { wilsonSize } from './wilson-size.js';

describe('wilsonSize', () => {
  it('finds the size behind any Wilson interval, effective sizes too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        (n, share, level) => {
          const successes = Math.round(share * n);
          const interval = wilson({ successes: successes * 3, n: n * 3, nEff: n }, level)!;
          expect(wilsonSize(successes / n, interval, level)! / n).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  it('is null where the width belongs to no size', () => {
    expect(wilsonSize(0.5, { lower: 0.5, upper: 0.5 }, 0.95)).toBeNull();
    expect(wilsonSize(0.5, { lower: 0, upper: 1 }, 0.95)).toBeNull();
    expect(() => wilsonSize(2, { lower: 0.1, upper: 0.2 }, 0.95)).toThrow();
  });
});
