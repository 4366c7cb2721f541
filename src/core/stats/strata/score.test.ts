import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { koopmanRatio } from '../proportion/koopman.js';
import { miettinenNurminenDifference } from '../proportion/miettinen-nurminen.js';
import { standardizedRates, stratifiedDifference, stratifiedRatio } from './score.js';

const rate = fc
  .integer({ min: 2, max: 60 })
  .chain((n) => fc.integer({ min: 1, max: n - 1 }).map((successes) => ({ successes, n })));
const stratum = fc.record({ a: rate, b: rate });

describe('score intervals over strata', () => {
  it('are those of two rates where there is one stratum', () => {
    fc.assert(
      fc.property(stratum, ({ a, b }) => {
        const [difference, ratio] = [stratifiedDifference([{ a, b }], 0.95)!, stratifiedRatio([{ a, b }], 0.95)!];
        expect(difference.lower).toBeCloseTo(miettinenNurminenDifference(a, b, 0.95)!.lower, 9);
        expect(difference.upper).toBeCloseTo(miettinenNurminenDifference(a, b, 0.95)!.upper, 9);
        expect(Math.log(ratio.lower)).toBeCloseTo(Math.log(koopmanRatio(a, b, 0.95)!.lower), 7);
        expect(Math.log(ratio.upper)).toBeCloseTo(Math.log(koopmanRatio(a, b, 0.95)!.upper), 7);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it('hold their estimates, turn with the groups, and narrow with more strata of the same kind', () => {
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 4 }), (strata) => {
        const rates = standardizedRates(strata)!;
        const own = stratifiedDifference(strata, 0.9)!;
        expect(own.lower).toBeLessThanOrEqual(rates.a - rates.b);
        expect(own.upper).toBeGreaterThanOrEqual(rates.a - rates.b);
        const turned = stratifiedDifference(
          strata.map(({ a, b }) => ({ a: b, b: a })),
          0.9,
        )!;
        expect(turned.lower).toBeCloseTo(-own.upper, 8);
        const twice = stratifiedDifference([...strata, ...strata], 0.9)!;
        expect(twice.upper - twice.lower).toBeLessThan(own.upper - own.lower);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('are null without a stratum that has both groups, and pass over those that have one', () => {
    const half = { a: { successes: 3, n: 9 }, b: { successes: 0, n: 0 } };
    expect(stratifiedDifference([half], 0.95)).toBeNull();
    expect(stratifiedRatio([half], 0.95)).toBeNull();
    const full = { a: { successes: 3, n: 9 }, b: { successes: 5, n: 20 } };
    expect(stratifiedDifference([half, full], 0.95)).toEqual(stratifiedDifference([full], 0.95));
  });
});
