import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BoundedSums,
  blockMeanBets,
  differenceSequence,
  meanRatioSequence,
  meanSequence,
  ratioSequence,
} from '../index.js';

const level = 0.95;
const sumsOf = ({ n, successes }: { readonly n: number; readonly successes: number }): BoundedSums => ({
  n,
  sum: successes,
  sumOfSquares: successes,
});
const proportion = fc
  .integer({ min: 1, max: 100_000 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));

describe('the confidence sequence of means', () => {
  it('of values of 0 and 1 is that of rates, as difference and as ratio', () => {
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const streams = [sumsOf(a), sumsOf(b)];
        const difference = differenceSequence(a, b, { level })!;
        const found = meanSequence(streams, [1, -1], { level })!;
        expect(found.lower).toBeCloseTo(difference.lower, 10);
        expect(found.upper).toBeCloseTo(difference.upper, 10);
        const ratio = ratioSequence(a, b, { level });
        const ofMeans = meanRatioSequence(streams[0]!, streams[1]!, { level });
        expect(ofMeans === null).toBe(ratio === null);
        if (ratio === null || ofMeans === null) return;
        expect(Math.log(ofMeans.lower)).toBeCloseTo(Math.log(ratio.lower), 8);
        expect(Math.log(ofMeans.upper)).toBeCloseTo(Math.log(ratio.upper), 8);
      }),
      { numRuns: 200 },
    );
  });

  it('is narrower where values vary less, and null for nobody', () => {
    const found = meanSequence([{ n: 1000, sum: 500, sumOfSquares: 300 }], [1], { level })!;
    expect(found.lower).toBeCloseTo(0.478, 3);
    expect(found.upper).toBeCloseTo(0.522, 3);
    const wide = meanSequence([{ n: 1000, sum: 500, sumOfSquares: 500 }], [1], { level })!;
    expect(wide.upper).toBeGreaterThan(found.upper);
    expect(meanSequence([{ n: 0, sum: 0, sumOfSquares: 0 }], [1], { level })).toBeNull();
  });
});

it('bets may rest on a past that is faded, and blocks are of whole people', () => {
  const hypothesis = { coefficients: [1], bound: 0.5 };
  const faded = { n: 99.5, sum: 50.25, sumOfSquares: 27.5 };
  const block = { n: 100, sum: 65, sumOfSquares: 44 };
  expect(blockMeanBets({ hypothesis, past: [faded], block: [block] })).toHaveLength(5);
  expect(() => blockMeanBets({ hypothesis, past: [block], block: [faded] })).toThrow(/block\[0\]\.n is 99\.5/);
});
