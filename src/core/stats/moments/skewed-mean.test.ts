import { describe, expect, test } from 'vitest';
import { createGenerator } from '../resampling/rng.js';
import { skewedMeanInterval } from './skewed-mean.js';

describe('the skewness-adjusted interval of a mean', () => {
  test("is Student's without skewness: 2.262 standard errors for ten people", () => {
    const { lower, upper } = skewedMeanInterval({ mean: 5, variance: 10, skewness: 0, n: 10 }, 0.95)!;
    expect(upper - 5).toBeCloseTo(2.262157, 5);
    expect(5 - lower).toBeCloseTo(2.262157, 5);
  });
  test('leans to the long side, and turns with it', () => {
    const right = skewedMeanInterval({ mean: 0, variance: 1, skewness: 1, n: 100 }, 0.95)!;
    const left = skewedMeanInterval({ mean: 0, variance: 1, skewness: -1, n: 100 }, 0.95)!;
    expect(right.upper).toBeGreaterThan(-right.lower);
    expect(left.lower).toBeCloseTo(-right.upper, 12);
  });
  test('is nothing for one person, without spread, and for a sample too skewed for its size', () => {
    const fair = { mean: 0, variance: 1, skewness: 0, n: 30 };
    for (const change of [{ n: 1 }, { variance: 0 }, { skewness: 1.1 }])
      expect(skewedMeanInterval({ ...fair, ...change }, 0.95)).toBeNull();
    expect(skewedMeanInterval({ ...fair, skewness: 1.09 }, 0.95)).not.toBeNull();
  });
  test('misses the mean of an exponential on either side in at most 4 of 100 samples of 100', () => {
    const random = createGenerator(9);
    let above = 0;
    let below = 0;
    const samples = 3000;
    for (let r = 0; r < samples; r++) {
      const x = Array.from({ length: 100 }, () => -Math.log(random.nextOpenUniform()));
      const mean = x.reduce((s, v) => s + v, 0) / 100;
      const m2 = x.reduce((s, v) => s + (v - mean) ** 2, 0) / 100;
      const m3 = x.reduce((s, v) => s + (v - mean) ** 3, 0) / 100;
      const span = skewedMeanInterval({ mean, variance: (m2 * 100) / 99, skewness: m3 / m2 ** 1.5, n: 100 }, 0.95);
      if (span && span.lower > 1) above += 1;
      if (span && span.upper < 1) below += 1;
    }
    expect(Math.max(above, below) / samples).toBeLessThan(0.04);
  });
});
