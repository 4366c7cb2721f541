import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialLogPmf } from '../special/pmf.js';
import { binomialTails } from './exact-tail.js';

describe('binomial tails', () => {
  test('by hand: no heads in ten, all heads in ten, and what is certain', () => {
    expect(binomialTails(0, 10, 0.5).atMost).toBeCloseTo(1 / 1024, 15);
    expect(binomialTails(10, 10, 0.5).atLeast).toBeCloseTo(1 / 1024, 15);
    expect(binomialTails(0, 10, 0.5).atLeast).toBe(1);
    expect(binomialTails(10, 10, 0.5).atMost).toBe(1);
    expect(binomialTails(3, 10, 0)).toEqual({ atMost: 1, atLeast: 0 });
    expect(binomialTails(3, 10, 1)).toEqual({ atMost: 0, atLeast: 1 });
  });
  test('equal the sums of all probabilities', () => {
    const n = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(n, fc.nat(60), fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (people, count, rate) => {
        const x = Math.min(count, people);
        let atMost = 0;
        for (let k = 0; k <= x; k++) atMost += Math.exp(binomialLogPmf(k, people, rate));
        const atX = Math.exp(binomialLogPmf(x, people, rate));
        const tails = binomialTails(x, people, rate);
        expect(tails.atMost).toBeCloseTo(atMost, 11);
        expect(tails.atLeast).toBeCloseTo(1 - atMost + atX, 11);
      }),
    );
  });
  test('keep their digits far in the tail and at tiny rates', () => {
    expect(binomialTails(2, 2, 1e-9).atLeast / 1e-18).toBeCloseTo(1, 9);
    expect(binomialTails(0, 1_000_000, 1e-9).atMost).toBeCloseTo(Math.exp(-1e-3), 9);
  });
  test('refuse impossible counts', () => {
    expect(() => binomialTails(3, 2, 0.5)).toThrowError(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});
