import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chiSquareSurvival } from '../special/gamma.js';
import { normalCdf } from '../special/normal.js';
import { binomialLogPmf } from '../special/pmf.js';
import { sampleBinomial } from './binomial.js';
import { multinomialBootstrap, quantileOfSorted } from './bootstrap.js';
import { sampleMultinomial } from './multinomial.js';
import { philox4x32 } from './philox.js';
import { createGenerator } from './rng.js';

describe('Philox 4x32-10', () => {
  /** Known-answer vectors of the authors' Random123 library, file kat_vectors. */
  test.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('counter %o and key %o give the published words', (counter, key, expected) => {
    const out = new Uint32Array(4);
    philox4x32(Uint32Array.from(counter), key[0]!, key[1]!, out);
    expect([...out]).toEqual(expected);
  });
});

describe('the seeded generator', () => {
  const first = (seed: number | bigint | string, stream?: number) => {
    const generator = createGenerator(seed, stream);
    return Array.from({ length: 6 }, () => generator.nextUint32());
  };
  test('starts with the known words for seed 0', () => {
    expect(first(0).slice(0, 4)).toEqual([0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
  });
  test('repeats itself, and differs between seeds and streams', () => {
    expect(first('audit', 3)).toEqual(first('audit', 3));
    const starts = [first('audit'), first('audit', 1), first('audit', 2 ** 40), first('audit2'), first(7), first(8n)];
    expect(new Set(starts.map(String)).size).toBe(starts.length);
    expect(first(7)).toEqual(first(7n));
  });
  test('draws uniforms in [0, 1) without visible structure', () => {
    const generator = createGenerator(1);
    const bins = new Float64Array(100);
    for (let i = 0; i < 100_000; i++) bins[Math.floor(generator.nextUniform() * 100)]! += 1;
    const chi2 = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquareSurvival(chi2, 99)).toBeGreaterThan(1e-4);
  });
  test('draws normals with the normal distribution function', () => {
    const generator = createGenerator(2);
    const bins = new Float64Array(50);
    for (let i = 0; i < 50_000; i++) bins[Math.floor(normalCdf(generator.nextNormal()) * 50)]! += 1;
    const chi2 = bins.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
    expect(chiSquareSurvival(chi2, 49)).toBeGreaterThan(1e-4);
  });
  test('draws integers below the bound, all of them', () => {
    const generator = createGenerator(3);
    const seen = new Set(Array.from({ length: 500 }, () => generator.nextInteger(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
  test('refuses a fractional seed, a negative stream and a bound of 0', () => {
    const wrong = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    expect(() => createGenerator(1.5)).toThrow(wrong);
    expect(() => createGenerator(1, -1)).toThrow(wrong);
    expect(() => createGenerator(1).nextInteger(0)).toThrow(wrong);
  });
});

describe('binomial draws', () => {
  /** Chi-square of draws against the exact probabilities, cells with an expectation below 10 joined. */
  function goodnessOfFit(n: number, p: number, draws: number): number {
    const generator = createGenerator(`fit ${n} ${p}`);
    const counts = new Map<number, number>();
    for (let i = 0; i < draws; i++) {
      const k = sampleBinomial(n, p, generator);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    let [chi2, cells, expected, observed] = [0, 0, 0, 0];
    for (let k = 0; k <= n; k++) {
      expected += draws * Math.exp(binomialLogPmf(k, n, p));
      observed += counts.get(k) ?? 0;
      if (expected < 10) continue;
      chi2 += (observed - expected) ** 2 / expected;
      cells += 1;
      expected = 0;
      observed = 0;
    }
    return chiSquareSurvival(chi2, cells - 1);
  }
  test.each([
    [5, 0.3],
    [20, 0.5],
    [19, 0.5],
    [1000, 0.005],
    [40, 0.3],
    [50, 0.9],
    [1000, 0.25],
    [10_000, 0.5],
    [100_000, 0.0005],
  ])('fit the exact distribution of n = %d, p = %d', (n, p) => {
    expect(goodnessOfFit(n, p, 40_000)).toBeGreaterThan(1e-4);
  });
  test('stay within 0..n and are certain at p 0 and 1', () => {
    const generator = createGenerator(9);
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
        const k = sampleBinomial(n, p, generator);
        expect(Number.isInteger(k) && k >= 0 && k <= n).toBe(true);
      }),
    );
    expect(sampleBinomial(10, 0, generator)).toBe(0);
    expect(sampleBinomial(10, 1, generator)).toBe(10);
  });
});

describe('multinomial draws', () => {
  test('always distribute everybody, nobody into a cell of weight 0', () => {
    const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true })), { minLength: 1 });
    fc.assert(
      fc.property(fc.nat(10_000_000), weights, fc.nat(), (n, w, seed) => {
        fc.pre(w.some((x) => x > 0));
        const drawn = sampleMultinomial(n, w, createGenerator(seed));
        expect(drawn.reduce((sum, k) => sum + k, 0)).toBe(n);
        w.forEach((x, i) => {
          if (x === 0) expect(drawn[i]).toBe(0);
        });
      }),
    );
  });
});

describe('the bootstrap over cells', () => {
  const share = (counts: Float64Array) => counts[0]! / (counts[0]! + counts[1]!);
  test('of a rate is close to its normal interval and repeats itself with its seed', () => {
    const options = { counts: [4000, 6000], statistic: share, replicates: 2000, level: 0.95, seed: 1 };
    const result = multinomialBootstrap(options);
    const half = 1.96 * Math.sqrt(0.24 / 10_000);
    expect(result.estimate).toBe(0.4);
    expect(Math.abs(result.lower! - (0.4 - half))).toBeLessThan(0.1 * half);
    expect(Math.abs(result.upper! - (0.4 + half))).toBeLessThan(0.1 * half);
    expect(multinomialBootstrap(options)).toEqual(result);
  });
  test('counts the share of undefined replicates: nobody in a cell of one of 50 people', () => {
    const counts = [1, 49];
    const statistic = (c: Float64Array) => (c[0] === 0 ? null : 1);
    const result = multinomialBootstrap({ counts, statistic, replicates: 4000, level: 0.95, seed: 'u' });
    expect(Math.abs(result.undefinedShare - 0.98 ** 50)).toBeLessThan(0.03);
    expect(result.lower).toBe(1);
  });
  test('gives one interval per number when the statistic has several', () => {
    const [a, b] = multinomialBootstrap({
      counts: [30, 70],
      statistic: (c) => [share(c), null] as const,
      replicates: 200,
      level: 0.9,
      seed: 5n,
    });
    expect(a!.lower).toBeLessThan(0.3);
    expect(b).toMatchObject({ estimate: null, lower: null, upper: null, undefinedShare: 1 });
  });
  test('has no interval without people', () => {
    const result = multinomialBootstrap({ counts: [0, 0], statistic: () => null, replicates: 10, level: 0.9, seed: 1 });
    expect(result).toMatchObject({ estimate: null, lower: null, upper: null, undefinedShare: 1 });
  });
  test('refuses fractional counts and a statistic that returns NaN', () => {
    const wrong = expect.objectContaining({ code: 'INVALID_ARGUMENT' });
    const options = { counts: [1, 2], statistic: share, replicates: 10, level: 0.9, seed: 1 };
    expect(() => multinomialBootstrap({ ...options, counts: [0.5, 2] })).toThrow(wrong);
    expect(() => multinomialBootstrap({ ...options, statistic: () => Number.NaN })).toThrow(wrong);
    expect(() => multinomialBootstrap({ ...options, replicates: 0 })).toThrow(wrong);
  });
  test('interpolates quantiles between order statistics', () => {
    expect(quantileOfSorted(Float64Array.of(1, 2, 4), 0.75)).toBe(3);
    expect(quantileOfSorted(new Float64Array(), 0.5)).toBeNull();
  });
});
