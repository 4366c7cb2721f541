import { describe, expect, test } from 'vitest';
import { sampleMultinomial } from '../resampling/multinomial.js';
import { createGenerator } from '../resampling/rng.js';
import { chiSquareQuantile, chiSquareSurvival } from '../special/gamma.js';
import reference from '../testdata/drift.json' with { type: 'json' };
import { driftDistances, kolmogorovSmirnovOf, samplingErrorOf, totalVariation, wassersteinOf } from './distances.js';
import { type DriftDistance, planDrift } from './plan.js';
import { witnessOf } from './witness.js';

const near = (found: number | null | undefined, wanted: number) =>
  expect(Math.abs((found ?? Number.NaN) - wanted)).toBeLessThan(1e-9 * Math.max(1, Math.abs(wanted)));

describe('distances of two histograms', () => {
  test.each(reference.distances)('are those of numpy and scipy: $current', (each) => {
    const found = driftDistances(each)!;
    near(found.totalVariation, each.totalVariation);
    near(found.kolmogorovSmirnov, each.kolmogorovSmirnov);
    near(found.wasserstein, each.wasserstein);
    near(found.jensenShannon.value, each.jensenShannon);
    near(found.populationStability.null95, each.null95);
    near(found.jensenShannon.null95, each.null95 / 8);
    if (each.populationStability === null) expect(found.populationStability.value).toBeNull();
    else near(found.populationStability.value, each.populationStability);
  });

  test('by hand: 60 and 40 of 100 against one half each', () => {
    const found = driftDistances({ reference: [500, 500], current: [60, 40], positions: [0.25, 0.75] })!;
    near(found.totalVariation, 0.1);
    near(found.kolmogorovSmirnov, 0.1);
    near(found.wasserstein, 0.05);
    near(found.populationStability.value, 0.1 * Math.log(1.2) - 0.1 * Math.log(0.8));
    expect(found.leastExpected).toBeCloseTo((100 * 540) / 1100, 9);
    // An exact reference has no error of its own: 3.84 / 100 instead of 3.84 * (1 / 100 + 1 / 1000).
    const exact = driftDistances({ reference: [500, 500], current: [60, 40], referenceIsExact: true })!;
    near(exact.populationStability.null95, 3.841458820694124 / 100);
  });

  test('are undefined where nobody is counted, and the index where one side has nobody in a bin', () => {
    expect(driftDistances({ reference: [0, 0], current: [1, 2] })).toBeNull();
    expect(driftDistances({ reference: [1, 2], current: [0, 0] })).toBeNull();
    const apart = driftDistances({ reference: [10, 0], current: [0, 10] })!;
    expect(apart.populationStability.value).toBeNull();
    near(apart.jensenShannon.value, Math.LN2);
    expect(apart.wasserstein).toBeNull();
    // A bin that is empty on both sides is no bin.
    near(
      driftDistances({ reference: [9, 0, 11], current: [5, 0, 5] })!.populationStability.null95,
      3.841458820694124 * 0.15,
    );
  });

  test('one sample of twenty lies above the null point when nothing has changed', () => {
    const generator = createGenerator('null point');
    const shares = [0.05, 0.1, 0.15, 0.2, 0.2, 0.15, 0.1, 0.05];
    for (const [m, n] of [
      [2000, 400],
      [1000, 1000],
    ] as const) {
      const above = [0, 0];
      const runs = 3000;
      for (let run = 0; run < runs; run++) {
        const found = driftDistances({
          reference: sampleMultinomial(m, shares, generator),
          current: sampleMultinomial(n, shares, generator),
        })!;
        [found.populationStability, found.jensenShannon].forEach(({ value, null95 }, i) => {
          above[i]! += value !== null && value > null95 ? 1 : 0;
        });
      }
      for (const count of above) {
        expect(count / runs).toBeGreaterThan(0.03);
        expect(count / runs).toBeLessThan(0.07);
      }
    }
  });

  test('the index is at least 4 TV squared and the divergence at least half of it, so a bound of either is one of TV', () => {
    const generator = createGenerator('bounds');
    let closest = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 2000; run++) {
      const draw = () => Array.from({ length: 2 + generator.nextInteger(6) }, () => 1 + generator.nextInteger(40));
      const reference = draw();
      const current = reference.map((count) => 1 + generator.nextInteger(2 * count));
      const found = driftDistances({ reference, current })!;
      const square = found.totalVariation ** 2;
      closest = Math.min(closest, found.populationStability.value! - 4 * square);
      closest = Math.min(closest, found.jensenShannon.value! - square / 2);
    }
    expect(closest).toBeGreaterThan(-1e-12);
    expect(closest).toBeLessThan(1e-3);
  });

  test('the quantile of chi-square inverts its distribution function', () => {
    for (const df of [1, 2, 9, 19, 99]) {
      for (const p of [0.01, 0.5, 0.95, 0.999]) near(chiSquareSurvival(chiSquareQuantile(p, df), df), 1 - p);
    }
    near(chiSquareQuantile(0.95, 9), 16.918977604620448);
  });

  test.each([
    [{ reference: [1], current: [1] }, /1 bins/],
    [{ reference: [1, 2], current: [1, 2, 3] }, /2 bins and the other 3/],
    [{ reference: [1, -2], current: [1, 2] }, /-2/],
    [{ reference: [1, Number.NaN], current: [1, 2] }, /NaN/],
    [{ reference: [1, 2], current: [1, 2], positions: [0.5, 0.2] }, /position 1 is 0.2/],
    [{ reference: [1, 2], current: [1, 2], positions: [0.5, 20] }, /position 1 is 20/],
    [{ reference: [1, 2], current: [1, 2], positions: [0.5] }, /1 positions/],
  ])('refuses %j', (wrong, words) => expect(() => driftDistances(wrong)).toThrow(words));
});

describe('what drift is watched against', () => {
  const positions = [0, 0.1, 0.3, 0.6, 1];
  const distanceOf = (distance: DriftDistance, p: Float64Array, q: Float64Array): number => {
    if (distance === 'total-variation') return totalVariation(p, q);
    return distance === 'wasserstein' ? wassersteinOf(p, q, positions) : kolmogorovSmirnovOf(p, q);
  };
  const law = (generator: ReturnType<typeof createGenerator>) => {
    const weights = Float64Array.from({ length: 5 }, () => generator.nextUniform() ** 2);
    const sum = weights.reduce((a, b) => a + b);
    return weights.map((each) => each / sum);
  };

  test.each(['total-variation', 'kolmogorov-smirnov', 'wasserstein'] as const)(
    'a witness of %s reaches the distance for its own law and exceeds it for no other',
    (distance) => {
      const generator = createGenerator(`witness ${distance}`);
      for (let run = 0; run < 300; run++) {
        const [p, q, other] = [law(generator), law(generator), law(generator)];
        const { values, mean } = witnessOf(distance, p!, q!, positions)!;
        const under = (each: Float64Array) => values.reduce((sum, value, b) => sum + value * each[b]!, 0);
        near(under(q!), mean);
        near(under(p!) - mean, distanceOf(distance, p!, q!));
        expect(under(other!) - mean).toBeLessThanOrEqual(distanceOf(distance, other!, q!) + 1e-12);
        expect(Math.min(...values)).toBe(0);
        expect(Math.max(...values)).toBeLessThanOrEqual(1);
      }
      const q = Float64Array.of(0.2, 0.2, 0.2, 0.2, 0.2);
      expect(witnessOf(distance, q, q, positions)).toBeNull();
    },
  );

  test.each(['total-variation', 'kolmogorov-smirnov', 'wasserstein'] as const)(
    'a sample is further from its law in %s than its error in at most the risk of samples',
    (distance) => {
      const generator = createGenerator(`risk ${distance}`);
      const q = Float64Array.of(0.3, 0.25, 0.2, 0.15, 0.1);
      const error = samplingErrorOf(distance, 5, 200, 0.1);
      let beyond = 0;
      for (let run = 0; run < 2000; run++) {
        const sample = sampleMultinomial(200, q, generator).map((count) => count / 200);
        beyond += distanceOf(distance, sample, q) > error ? 1 : 0;
      }
      expect(beyond).toBeLessThanOrEqual(200);
    },
  );

  test.each([
    [{ distance: 'psi' as never }, /distance is psi/],
    [{ reference: [0, 0, 0] }, /nobody/],
    [{ tolerance: -1 }, /tolerance/],
    [{ tolerance: 1 }, /nothing to find/],
    [{ reference: [2, 1, 2] }, /nothing to find/],
    [{ distance: 'wasserstein' as const }, /no positions/],
    [{ distance: 'wasserstein' as const, positions: [0, 0.1, 0.2], tolerance: 0.2 }, /nothing to find/],
    [{ referenceRisk: 0 }, /referenceRisk/],
  ])('refuses %j', (wrong, words) => {
    const right = { distance: 'total-variation' as const, reference: [100, 200, 300], tolerance: 0.1 };
    expect(() => planDrift({ ...right, ...wrong })).toThrow(words);
  });
});
