import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { betaQuantile, regularizedBeta, studentTSurvival } from './beta.js';
import { chiSquareSurvival, regularizedGamma } from './gamma.js';
import { logGamma } from './log-gamma.js';
import { normalCdf, normalQuantile } from './normal.js';
import { binomialLogPmf, hypergeometricLogPmf } from './pmf.js';

const file = resolve(import.meta.dirname, '../testdata/special-functions.json');
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { vectors: Record<string, number[][]> };

/** The bar of the project for special functions. */
const RELATIVE = 1e-12;

const functions: Record<string, (...x: number[]) => number> = {
  normalCdf: (z) => normalCdf(z!),
  normalQuantile: (p) => normalQuantile(p!),
  logGamma: (x) => logGamma(x!),
  regularizedBeta: (x, a, b) => regularizedBeta(x!, a!, b!),
  betaQuantile: (p, a, b) => betaQuantile(p!, a!, b!),
  chiSquareSurvival: (x, df) => chiSquareSurvival(x!, df!),
  studentTSurvival: (t, df) => studentTSurvival(t!, df!),
  binomialLogPmf: (k, n, p) => binomialLogPmf(k!, n!, p!),
  hypergeometricLogPmf: (k, w, b, d) => hypergeometricLogPmf(k!, w!, b!, d!),
};

describe('special functions equal 60-digit values to 1e-12 relative', () => {
  test('there is a function for every set of vectors', () => {
    expect(Object.keys(functions).sort()).toEqual(Object.keys(vectors).sort());
  });
  for (const [name, rows] of Object.entries(vectors)) {
    test.each(rows.map((row) => [row.slice(0, -1), row.at(-1)!] as const))(`${name}(%s) = %s`, (args, expected) => {
      const actual = functions[name]!(...args);
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(RELATIVE * Math.abs(expected));
    });
  }
});

describe('special functions, properties', () => {
  const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
  const shape = fc.double({ min: 0.05, max: 5000, noNaN: true });

  test('the normal quantile inverts the distribution function', () => {
    fc.assert(
      fc.property(probability, (p) => {
        expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 11);
      }),
    );
  });
  test('I_x(a, b) and I_1-x(b, a) sum to one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1023 }), shape, shape, (i, a, b) => {
        const x = i / 1024;
        expect(regularizedBeta(x, a, b) + regularizedBeta(1 - x, b, a)).toBeCloseTo(1, 12);
      }),
    );
  });
  test('the beta quantile inverts the distribution function', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.0001, max: 0.9999, noNaN: true }), shape, shape, (p, a, b) => {
        const x = betaQuantile(p, a, b);
        fc.pre(x > 1e-290 && x < 1 - 1e-9);
        expect(regularizedBeta(x, a, b) / p).toBeCloseTo(1, 7);
      }),
    );
  });
  test('both incomplete gamma functions sum to one', () => {
    fc.assert(
      fc.property(shape, fc.double({ min: 0, max: 10_000, noNaN: true }), (a, x) => {
        const { lower, upper } = regularizedGamma(a, x);
        expect(lower + upper).toBeCloseTo(1, 12);
      }),
    );
  });
  test('log Gamma follows its recurrence', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
        const step = logGamma(x + 1) - Math.log(x);
        expect(Math.abs(logGamma(x) - step)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(step)) + 1e-15);
      }),
    );
  });
  test('hypergeometric probabilities sum to one', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), fc.nat(120), (white, black, wish) => {
        const drawn = Math.min(wish, white + black);
        let sum = 0;
        for (let k = 0; k <= drawn; k++) sum += Math.exp(hypergeometricLogPmf(k, white, black, drawn));
        expect(sum).toBeCloseTo(1, 12);
      }),
    );
  });
});

describe('special functions refuse what has no value', () => {
  test.each([
    () => normalCdf(Number.NaN),
    () => normalQuantile(1.1),
    () => logGamma(0),
    () => logGamma(-1),
    () => regularizedBeta(2, 1, 1),
    () => betaQuantile(0.5, 0, 1),
    () => chiSquareSurvival(-1, 1),
    () => studentTSurvival(1, 0),
    () => binomialLogPmf(1.5, 3, 0.5),
    () => hypergeometricLogPmf(1, 2, 3, 6),
  ])('%s', (call) => {
    expect(call).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
