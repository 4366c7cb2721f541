import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGenerator, type Generator } from '../resampling/rng.js';
import { concentration, concentrationIntervals } from './concentration.js';

/** Samples drawn; `TRIBUNE_LONG` draws the numbers that the pages quote. */
const SAMPLES = process.env.TRIBUNE_LONG ? 5000 : 150;
const counts = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 30 });

describe('concentration', () => {
  // Python, with Fraction: sum(Fraction(x, s) ** 2 for x in c), Fraction(sum(abs(x - y) for x in c for y in c), 2 * n * s), Fraction(max(c), s).
  it.each([
    [[3, 1], {}, [0.625, 0.25, 0.75]],
    [[5, 0, 0, 0], { catalogue: 4 }, [1, 0.75, 1]],
    [[10, 20, 30, 40], {}, [0.3, 0.25, 0.4]],
    [[10, 20, 30, 40], { catalogue: 10 }, [0.3, 0.7, 0.4]],
    [[7, 7, 7], { catalogue: 3 }, [1 / 3, 0, 1 / 3]],
  ])('of %j %j has the exact values', (of, more, [herfindahl, gini, topShare]) => {
    const found = concentration(of, { top: 1, ...more })!;
    expect(found.herfindahl).toBeCloseTo(herfindahl!, 12);
    expect(found.gini).toBeCloseTo(gini!, 12);
    expect(found.topShare).toBeCloseTo(topShare!, 12);
  });

  it('is the mean difference of any two things, whatever their order and scale, and grows where two are made one', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 9 }), (some, factor) => {
        const catalogue = some.length;
        const found = concentration(some, { top: 2, catalogue });
        const sum = some.reduce((all, one) => all + one, 0);
        if (sum === 0) return found === null;
        const pairs = some.flatMap((one) => some.map((other) => Math.abs(one - other)));
        const gini = pairs.reduce((all, one) => all + one, 0) / (2 * catalogue * sum);
        expect(found!.gini).toBeCloseTo(gini, 9);
        const scaled = concentration(
          some.toReversed().map((one) => one * factor),
          { top: 2, catalogue },
        )!;
        expect(scaled.herfindahl).toBeCloseTo(found!.herfindahl, 12);
        expect(scaled.gini).toBeCloseTo(found!.gini, 12);
        const [first = 0, second = 0, ...rest] = some;
        const merged = concentration([first + second, 0, ...rest], { top: 2, catalogue: Math.max(2, catalogue) })!;
        expect(merged.herfindahl).toBeGreaterThanOrEqual(found!.herfindahl - 1e-12);
        expect(found!.topShare).toBeGreaterThanOrEqual(Math.min(1, 2 / catalogue) - 1e-12);
        return true;
      }),
    );
  });

  it('is refused of what cannot be counted', () => {
    expect(concentration([], { top: 1 })).toBeNull();
    expect(() => concentration([-1], { top: 1 })).toThrow('count 0 is -1');
    expect(() => concentration([1, 1], { top: 1, catalogue: 1 })).toThrow('the catalogue has 1 things');
    expect(() => concentration([1], { top: 0 })).toThrow('top is 0');
  });
});

describe('its interval', () => {
  const ITEMS = 50;
  const shares = Array.from({ length: ITEMS }, (_, i) => 1 / (i + 2));
  const all = shares.reduce((sum, share) => sum + share, 0);
  const truth = concentration(shares, { top: 5, catalogue: ITEMS })!;
  const item = (generator: Generator): number => {
    let left = generator.nextUniform() * all;
    const found = shares.findIndex((share) => {
      left -= share;
      return left < 0;
    });
    return Math.max(0, found);
  };
  /** 400 lists in which one item stands three times, so that places hang together. */
  const parts = (generator: Generator): Float64Array[] => {
    const found = Array.from({ length: 40 }, () => new Float64Array(ITEMS));
    for (let list = 0; list < 400; list++) {
      const [shown, part] = [item(generator), found[list % 40]!];
      part[shown] = part[shown]! + 3;
    }
    return found;
  };

  it('holds what is so in about as many samples as its level says, though places of a list hang together', () => {
    let [held, sum] = [0, 0];
    for (let sample = 0; sample < SAMPLES; sample++) {
      const { herfindahl } = concentrationIntervals(parts(createGenerator(8, sample)), {
        ...{ top: 5, catalogue: ITEMS, level: 0.9 },
      })!;
      sum += herfindahl.estimate / SAMPLES;
      if (herfindahl.lower <= truth.herfindahl && truth.herfindahl <= herfindahl.upper) held += 1 / SAMPLES;
    }
    expect(held).toBeGreaterThan(0.83);
    expect(held).toBeLessThan(0.97);
    // A sample of 400 independent lists is too concentrated by 0.0025; of the jackknife's nothing of that is left.
    expect(Math.abs(sum - truth.herfindahl)).toBeLessThan(0.0015);
  });

  it('is none of too few parts, and none wider than the measure', () => {
    const few = Array.from({ length: 9 }, () => [1, 2]);
    expect(concentrationIntervals(few, { top: 1, level: 0.9 })).toBeNull();
    expect(concentrationIntervals([], { top: 1, level: 0.9 })).toBeNull();
    const alike = Array.from({ length: 12 }, () => [5, 0]);
    expect(concentrationIntervals(alike, { top: 1, catalogue: 2, level: 0.9 })!.topShare).toEqual({
      ...{ estimate: 1, lower: 1, upper: 1, standardError: 0 },
    });
    expect(() => concentrationIntervals([[1], ...few], { top: 1, level: 0.9 })).toThrow('a part has 2 things');
  });
});
