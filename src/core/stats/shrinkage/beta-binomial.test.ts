import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleBinomial } from '../resampling/binomial.js';
import { createGenerator } from '../resampling/rng.js';
import { betaBinomialFit, fitBetaBinomial } from './beta-binomial.js';

describe('beta-binomial shrinkage', () => {
  test('draws a group of two towards the others, a group of a thousand hardly', () => {
    const fit = betaBinomialFit([0, 300, 55, 40], [2, 1000, 90, 100])!;
    expect(fit.groups[0]!.raw).toBe(0);
    expect(fit.groups[0]!.shrunken).toBeGreaterThan(0.25);
    expect(Math.abs(fit.groups[1]!.shrunken - 0.3)).toBeLessThan(0.01);
    expect(fit.groups[0]!.weightOfPrior).toBeGreaterThan(fit.groups[1]!.weightOfPrior);
  });
  test('finds the prior that made the data', () => {
    const generator = createGenerator('prior');
    // Rates on the quantiles of a uniform prior, beta(1, 1): mean 1/2, precision 2.
    const n = Array.from({ length: 400 }, () => 200);
    const successes = n.map((size, g) => sampleBinomial(size, (g + 0.5) / 400, generator));
    const fit = betaBinomialFit(successes, n)!;
    expect(fit.mean).toBeCloseTo(0.5, 1);
    expect(Math.abs(fit.precision - 2)).toBeLessThan(0.4);
    expect(fit.atCap).toBe(false);
  });
  test('groups that agree are pooled at the cap, with intervals that keep their width', () => {
    const fit = betaBinomialFit([50, 50, 50], [100, 100, 100])!;
    expect(fit.atCap).toBe(true);
    expect(fit.precision).toBeCloseTo(300, 6);
    expect(fit.groups[0]!.interval.upper - fit.groups[0]!.interval.lower).toBeGreaterThan(0.05);
  });
  test('the shrunken rate lies between the raw rate and the prior mean, inside its interval', () => {
    const group = fc.integer({ min: 0, max: 200 }).chain((n) => fc.nat(n).map((k) => ({ successes: k, n })));
    fc.assert(
      fc.property(fc.array(group, { minLength: 2, maxLength: 6 }), (groups) => {
        const fit = fitBetaBinomial(groups);
        fc.pre(fit !== null);
        for (const g of fit!.groups) {
          const raw = g.raw ?? fit!.mean;
          expect(g.shrunken).toBeGreaterThanOrEqual(Math.min(raw, fit!.mean) - 1e-9);
          expect(g.shrunken).toBeLessThanOrEqual(Math.max(raw, fit!.mean) + 1e-9);
          expect(g.interval.lower).toBeLessThanOrEqual(g.interval.upper);
        }
      }),
      { numRuns: 40 },
    );
  });
  test('an empty group gets the prior; fewer than two filled groups have none', () => {
    const fit = betaBinomialFit([3, 8, 0], [10, 10, 0])!;
    expect(fit.groups[2]).toMatchObject({ raw: null, shrunken: expect.closeTo(fit.mean, 12), weightOfPrior: 1 });
    expect(betaBinomialFit([3, 0], [10, 0])).toBeNull();
  });
  test('refuses lists of different length', () => {
    expect(() => betaBinomialFit([1], [2, 3])).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
