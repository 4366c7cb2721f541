import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pooledMoments } from '../moments/pooled-moments.js';
import { type SkewedMean, skewedMeanInterval } from '../moments/skewed-mean.js';
import { welchT } from '../moments/welch.js';
import { homogeneousMeans } from './homogeneous-means.js';
import { type MeanStratum, type StandardizedMean, standardizedMeans } from './standardized-means.js';

interface Side {
  mean: number;
  standardError: number;
  degreesOfFreedom: number;
  skewness: number;
  effective: number;
  lower: number;
  upper: number;
}
interface Figures {
  strata: { stratum: string; a: SkewedMean | null; b: SkewedMean | null }[];
  crude: { difference: number; ratio: number };
  a: Side;
  b: Side;
  pValue: number;
  oneway: { statistic: number; pValue: number };
}
const vectors = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../testdata/standardized-means.json'), 'utf8'),
) as { level: number; creditLimits: Figures; creditAmounts: Figures };

const NOBODY: SkewedMean = { mean: 0, variance: 0, skewness: 0, n: 0 };
const strataOf = ({ strata }: Figures): MeanStratum[] => strata.map(({ a, b }) => ({ a: a ?? NOBODY, b: b ?? NOBODY }));
/** Equal to 9 digits. */
const same = (value: number, wanted: number): void => expect(value / wanted).toBeCloseTo(1, 9);

function momentsOf(values: readonly number[]): SkewedMean {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const central = (power: number) => values.reduce((sum, value) => sum + (value - mean) ** power, 0) / n;
  const second = central(2);
  return {
    mean,
    variance: (second * n) / (n - 1),
    skewness: second > 0 ? central(3) / second ** 1.5 : 0,
    n,
  };
}

describe.each(['creditLimits', 'creditAmounts'] as const)('means over the strata of %s', (name) => {
  const figures = vectors[name];
  const made = standardizedMeans(strataOf(figures))!;

  it('equal a saturated regression with HC2 errors, Satterthwaite, unbiased k3, Kish and Hall', () => {
    const check = ({ moments, effective }: StandardizedMean, wanted: Side): void => {
      same(moments.mean, wanted.mean);
      same(Math.sqrt(moments.variance / moments.n), wanted.standardError);
      same(moments.n - 1, wanted.degreesOfFreedom);
      same(moments.skewness / Math.sqrt(moments.n), wanted.skewness);
      same(effective, wanted.effective);
      const { lower, upper } = skewedMeanInterval(moments, vectors.level)!;
      same(lower, wanted.lower);
      same(upper, wanted.upper);
    };
    check(made.a, figures.a);
    check(made.b, figures.b);
    same(welchT(made.a.moments, made.b.moments)!.pValue, figures.pValue);
  });

  it('have a test of equal gaps that is an analysis of variance where the other side is 0', () => {
    const alone = strataOf(figures)
      .filter(({ a, b }) => a.n >= 3 && b.n >= 3)
      .map(({ a }) => ({ a: { ...a, skewness: 0 }, b: { ...NOBODY, n: 3 } }));
    const test = homogeneousMeans(alone, 'difference')!;
    same(test.statistic, figures.oneway.statistic);
    expect(Math.abs(test.pValue - figures.oneway.pValue)).toBeLessThan(1e-9 * figures.oneway.pValue + 1e-15);
  });
});

describe('means over strata', () => {
  const few = momentsOf([10, 20, 60]);
  const other = momentsOf([5, 5, 20, 30, 90, 100]);

  it('of one stratum are its own, with the unbiased third moment', () => {
    const { a } = standardizedMeans([{ a: other, b: few }])!;
    expect(a.moments.mean).toBe(other.mean);
    expect(a.moments.n).toBeCloseTo(other.n, 12);
    expect(a.moments.variance).toBeCloseTo(other.variance, 9);
    expect(a.moments.skewness).toBeCloseTo((other.skewness * Math.sqrt(6 * 5)) / 4, 12);
    expect(a.effective).toBeCloseTo(6, 12);
  });

  it('weigh as all their people where both sides are spread alike, however many strata there are', () => {
    const strata = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 60 });
    const times = fc.integer({ min: 3, max: 40 });
    fc.assert(
      fc.property(strata, times, times, (sizes, a, b) => {
        const side = (n: number): SkewedMean => ({ mean: 1, variance: 1, skewness: 0, n });
        const made = standardizedMeans(sizes.map((size) => ({ a: side(size * a), b: side(size * b) })))!;
        for (const { people, effective } of [made.a, made.b]) expect(effective).toBe(people);
      }),
      { seed: 20_261_129 },
    );
  });

  it('leave out strata in which a side has fewer than three people, and are null where none is left', () => {
    const pair = momentsOf([1, 1000]);
    expect(standardizedMeans([{ a: pair, b: other }])).toBeNull();
    expect(
      standardizedMeans([
        { a: pair, b: other },
        { a: few, b: other },
        { a: other, b: NOBODY },
      ]),
    ).toEqual(standardizedMeans([{ a: few, b: other }]));
  });

  it('have no interval and no test of equal gaps where nothing varies', () => {
    const flat = { ...few, variance: 0, skewness: 0 };
    const { a } = standardizedMeans([
      { a: flat, b: other },
      { a: flat, b: other },
    ])!;
    expect(a.moments).toMatchObject({ variance: 0, skewness: 0, n: 5 });
    expect(skewedMeanInterval(a.moments, 0.95)).toBeNull();
    expect(
      homogeneousMeans(
        [
          { a: flat, b: flat },
          { a: flat, b: flat },
        ],
        'ratio',
      ),
    ).toBeNull();
  });

  it('have no test of equal gaps where a stratum is too skewed for its size', () => {
    const strata = [
      { a: momentsOf([1, 2, 3]), b: momentsOf([4, 5, 6]) },
      { a: momentsOf([1, 2, 3]), b: momentsOf([4, 5, 9]) },
    ];
    expect(homogeneousMeans(strata.slice(0, 1), 'difference')).toBeNull();
    expect(homogeneousMeans([strata[0]!, strata[0]!], 'difference')!.pValue).toBeCloseTo(1, 12);
    expect(homogeneousMeans(strata, 'difference')).toBeNull();
  });
});

describe('moments of samples thrown together', () => {
  it('are those of all values', () => {
    const parts = [[3, 8, 100], [1], [], [7, 7, 7, 7], [0, 2000, 30]];
    const pooled = pooledMoments(parts.map((part) => (part.length === 0 ? NOBODY : oneOrMore(part))));
    const whole = momentsOf(parts.flat());
    for (const name of ['mean', 'variance', 'skewness', 'n'] as const) same(pooled[name], whole[name]);
    expect(pooledMoments([])).toEqual(NOBODY);
  });

  const oneOrMore = (values: readonly number[]): SkewedMean =>
    values.length === 1 ? { mean: values[0]!, variance: 0, skewness: 0, n: 1 } : momentsOf(values);
});
