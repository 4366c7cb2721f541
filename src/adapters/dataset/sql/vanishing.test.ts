import fc from 'fast-check';
import { expect, it } from 'vitest';
import { vanishing } from './postgres.js';

it('the largest double that a division makes zero of is found, whatever the divisor', () => {
  expect([vanishing(1), vanishing(2), vanishing(1.9), vanishing(7)]).toEqual([0, 5e-324, 0, 1.5e-323]);
  const divisor = fc.double({ min: 0, minExcluded: true, max: Number.MAX_VALUE, noNaN: true });
  fc.assert(
    fc.property(fc.oneof(divisor, fc.double({ min: 1, max: 1e6, noNaN: true })), (by) => {
      const largest = vanishing(by);
      expect(largest / by).toBe(0);
      const next = largest === 0 ? 5e-324 : largest * (1 + Number.EPSILON) + (largest < 1e-290 ? 5e-324 : 0);
      expect(next / by).toBeGreaterThan(0);
    }),
    { numRuns: 2000 },
  );
});
