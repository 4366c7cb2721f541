import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  sampleSizeForDifference,
  smallestDetectableDifference,
  smallestDetectableGaps,
  twoProportionPower,
} from './detectable.js';
import { kishEffectiveSize } from './kish.js';

describe('smallest detectable difference', () => {
  test('is where the power is the wanted one', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 5000 }),
        fc.integer({ min: 5, max: 100_000 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (n1, n2, p) => {
          const { above, below } = smallestDetectableGaps({ n1, n2, p, level: 0.95, power: 0.8 });
          if (above !== null) expect(twoProportionPower(p + above, n1, p, n2, 0.95)).toBeCloseTo(0.8, 6);
          if (below !== null) expect(twoProportionPower(p - below, n1, p, n2, 0.95)).toBeCloseTo(0.8, 6);
        },
      ),
    );
  });
  test('takes the worse of both directions', () => {
    const options = { n1: 31, n2: 2103, p: 0.33, level: 0.95, power: 0.8 };
    const { above, below } = smallestDetectableGaps(options);
    expect(smallestDetectableDifference(options)).toBe(Math.max(above!, below!));
    // scipy.optimize.brentq over scipy.stats.norm; of 400,000 tables drawn there, 80 % found a gap of this size.
    expect(smallestDetectableDifference(options)).toBeCloseTo(0.24246417676427226, 6);
  });
  test('is null when two people cannot show anything', () => {
    expect(smallestDetectableDifference({ n1: 2, n2: 1000, p: 0.5, level: 0.95, power: 0.8 })).toBeNull();
  });
  test('shrinks with more people', () => {
    const at = (n1: number) => smallestDetectableDifference({ n1, n2: 1e5, p: 0.3, level: 0.95, power: 0.8 })!;
    expect(at(100)).toBeGreaterThan(at(1000));
  });
});

describe('sample size for a difference', () => {
  test('equals the table value of Fleiss without correction: .6 against .5 needs 388 in each group', () => {
    expect(sampleSizeForDifference({ p1: 0.6, p2: 0.5, level: 0.95, power: 0.8 })).toEqual({ n1: 388, n2: 388 });
  });
  test('has the wanted power, and one person fewer has not', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        (p1, p2) => {
          fc.pre(Math.abs(p1 - p2) > 0.01);
          const { n1 } = sampleSizeForDifference({ p1, p2, level: 0.95, power: 0.8 })!;
          fc.pre(n1 > 2);
          expect(twoProportionPower(p1, n1, p2, n1, 0.95)).toBeGreaterThanOrEqual(0.8 - 1e-12);
          expect(twoProportionPower(p1, n1 - 1, p2, n1 - 1, 0.95)).toBeLessThan(0.8);
        },
      ),
    );
  });
  test('is null when the difference is exactly the one to exclude', () => {
    expect(sampleSizeForDifference({ p1: 0.5, p2: 0.5, level: 0.95, power: 0.8 })).toBeNull();
  });
  test('grows as the difference comes nearer to the bound', () => {
    const far = sampleSizeForDifference({ p1: 0.6, p2: 0.5, level: 0.95, power: 0.8, excluding: 0.2 })!;
    const near = sampleSizeForDifference({ p1: 0.6, p2: 0.5, level: 0.95, power: 0.8, excluding: 0.12 })!;
    expect(near.n1).toBeGreaterThan(far.n1);
  });
});

describe('effective size of weights', () => {
  test('by hand: weights 1, 2, 3 count as 36/14 people', () => {
    expect(kishEffectiveSize(6, 14)).toBeCloseTo(36 / 14, 14);
  });
  test('equal weights count as they are, no weight as nobody', () => {
    expect(kishEffectiveSize(50, 250)).toBe(10);
    expect(kishEffectiveSize(0, 0)).toBe(0);
  });
  test('lies between 1 and the number of people', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.01, max: 1e6, noNaN: true }), { minLength: 1 }), (weights) => {
        const size = kishEffectiveSize(
          weights.reduce((sum, w) => sum + w, 0),
          weights.reduce((sum, w) => sum + w * w, 0),
        );
        expect(size).toBeGreaterThanOrEqual(1 - 1e-9);
        expect(size).toBeLessThanOrEqual(weights.length * (1 + 1e-9));
      }),
    );
  });
  test('refuses sums that cannot belong together', () => {
    expect(() => kishEffectiveSize(1, 2)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
    expect(() => kishEffectiveSize(1, 0)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
