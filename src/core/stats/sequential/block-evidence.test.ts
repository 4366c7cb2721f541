import { describe, expect, test } from 'vitest';
import { sampleBinomial } from '../resampling/binomial.js';
import { createGenerator } from '../resampling/rng.js';
import { binomialLogPmf } from '../special/pmf.js';
import reference from '../testdata/sequential.json' with { type: 'json' };
import { blockEvidence } from './block-evidence.js';
import { type LinearNull, nullsWithin } from './linear-null.js';

/** Claims of every shape, with rates exactly at the boundary, and with some that keep the claim with room to spare. */
const CLAIMS: { hypothesis: LinearNull; rates: number[][] }[] = [
  {
    hypothesis: { coefficients: [1, -1], bound: 0 },
    rates: [
      [0, 0],
      [0.01, 0.01],
      [0.3, 0.3],
      [0.5, 0.5],
      [1, 1],
      [0.2, 0.4],
    ],
  },
  {
    hypothesis: { coefficients: [1, -1], bound: 0.1 },
    rates: [
      [0.1, 0],
      [0.35, 0.25],
      [1, 0.9],
      [0.2, 0.2],
    ],
  },
  {
    hypothesis: { coefficients: [-1, 0.8], bound: 0 },
    rates: [
      [0, 0],
      [0.08, 0.1],
      [0.4, 0.5],
      [0.8, 1],
      [0.9, 0.5],
    ],
  },
  { hypothesis: { coefficients: [-1], bound: -0.9 }, rates: [[0.9], [0.95], [1]] },
  { hypothesis: { coefficients: [1], bound: 0 }, rates: [[0]] },
  {
    hypothesis: { coefficients: [1, -1, -1, 1], bound: 0 },
    rates: [
      [0.5, 0.3, 0.4, 0.2],
      [0.9, 0.1, 0.9, 0.1],
    ],
  },
];
const PASTS = [
  [0, 1],
  [1, 1],
  [3, 10],
  [400, 1000],
  [990, 1000],
];

/** Expectation of the e-value of a block over all its outcomes. */
function expectation(hypothesis: LinearNull, past: number[], sizes: number[], rates: number[]): number {
  const history = sizes.map((_, g) => ({ successes: past[0]! + g * (past[1]! > 9 ? 2 : 0), n: past[1]! }));
  let sum = 0;
  const visit = (block: { successes: number; n: number }[], logChance: number): void => {
    const g = block.length;
    if (g === sizes.length) {
      if (logChance > Number.NEGATIVE_INFINITY) {
        sum += Math.exp(logChance + blockEvidence({ hypothesis, past: history, block }));
      }
      return;
    }
    for (let k = 0; k <= sizes[g]!; k++) {
      visit([...block, { successes: k, n: sizes[g]! }], logChance + binomialLogPmf(k, sizes[g]!, rates[g]!));
    }
  };
  visit([], 0);
  return sum;
}

describe('evidence of a block', () => {
  test.each(reference.blockEvidence)('is that of 40 digits: $coefficients, bound $bound, block $block', (each) => {
    const streams = (pairs: number[][]) => pairs.map(([successes, n]) => ({ successes: successes!, n: n! }));
    const { coefficients, bound, past, block, logEvidence } = each;
    const found = blockEvidence({ hypothesis: { coefficients, bound }, past: streams(past), block: streams(block) });
    expect(Math.abs(found - logEvidence)).toBeLessThan(1e-9 * Math.max(1, Math.abs(logEvidence)));
  });

  test('has an expectation of at most 1 over all outcomes, wherever bets are placed and whatever the sizes', () => {
    for (const { hypothesis, rates } of CLAIMS) {
      for (const each of rates) {
        for (const past of PASTS) {
          for (const size of [1, 2, 4]) {
            const sizes = each.map((_, g) => size + (g % 2) * 2);
            expect(expectation(hypothesis, past, sizes, each)).toBeLessThanOrEqual(1 + 1e-12);
          }
        }
      }
    }
  });

  test('has it too when the rate moves within the block and only its average keeps the claim', () => {
    const hypothesis = { coefficients: [1, -1], bound: 0 };
    const past = [
      { successes: 30, n: 100 },
      { successes: 40, n: 100 },
    ];
    // Averages of one half on both sides; every outcome of twice four observations is visited.
    const moving = [
      [0.05, 0.35, 0.65, 0.95],
      [0.9, 0.7, 0.3, 0.1],
    ];
    let sum = 0;
    for (let outcome = 0; outcome < 256; outcome++) {
      let chance = 1;
      const block = moving.map((rates, g) => {
        let successes = 0;
        rates.forEach((rate, i) => {
          const bit = (outcome >> (g * 4 + i)) & 1;
          successes += bit;
          chance *= bit === 1 ? rate : 1 - rate;
        });
        return { successes, n: 4 };
      });
      sum += chance * Math.exp(blockEvidence({ hypothesis, past, block }));
    }
    expect(sum).toBeLessThanOrEqual(1 + 1e-12);
    expect(sum).toBeGreaterThan(0.5);
  });

  test('multiplied over blocks whose sizes follow earlier outcomes, and over series that share people, it reaches 20 in at most 1 of 20 runs', () => {
    const generator = createGenerator('boundary');
    const claims = [
      { hypothesis: { coefficients: [1, -1], bound: 0.05 }, rates: [0.35, 0.3] },
      { hypothesis: { coefficients: [-1, 0.8], bound: 0 }, rates: [0.24, 0.3] },
    ];
    const runs = 300;
    const reached = claims.map(() => 0);
    for (let run = 0; run < runs; run++) {
      const logs = [0, 0];
      const past = claims.map(() => [0, 0].map(() => ({ successes: 0, n: 0 })));
      const done = [false, false];
      let sizes = [20, 10];
      for (let t = 0; t < 30; t++) {
        // Both series watch the same reference: its count is one.
        const shared = sampleBinomial(sizes[1]!, 0.3, generator);
        claims.forEach(({ hypothesis, rates }, c) => {
          const block = [sampleBinomial(sizes[0]!, rates[0]!, generator), shared].map((successes, g) => ({
            successes,
            n: sizes[g]!,
          }));
          logs[c]! += blockEvidence({ hypothesis, past: past[c]!, block });
          past[c] = past[c]!.map(({ successes, n }, g) => ({
            successes: successes + block[g]!.successes,
            n: n + block[g]!.n,
          }));
          done[c] ||= logs[c]! >= Math.log(20);
        });
        // A small block after bad luck, a large one after good luck: allowed, for only the past decides.
        sizes = logs[0]! > 0 ? [40, 25] : [8, 6];
      }
      done.forEach((each, c) => {
        reached[c]! += each ? 1 : 0;
      });
    }
    // A binomial of 300 with chance 1/20 exceeds 38 once in ten million seeds.
    for (const count of reached) expect(count).toBeLessThanOrEqual(38);
  });

  test('grows when the claim is broken, and only then', () => {
    const hypothesis = { coefficients: [1, -1], bound: 0.05 };
    const past = [
      { successes: 300, n: 1000 },
      { successes: 300, n: 1000 },
    ];
    const at = (successes: number) =>
      blockEvidence({
        hypothesis,
        past,
        block: [
          { successes, n: 100 },
          { successes: 30, n: 100 },
        ],
      });
    expect(at(60)).toBeCloseTo(4.264, 3);
    expect(at(35)).toBeLessThan(0);
    expect(at(10)).toBeLessThan(at(35));
  });

  test('is none where a stream is empty or has no past', () => {
    const hypothesis = { coefficients: [1, -1], bound: 0 };
    const some = { successes: 5, n: 10 };
    const none = { successes: 0, n: 0 };
    expect(blockEvidence({ hypothesis, past: [some, some], block: [some, none] })).toBe(0);
    expect(blockEvidence({ hypothesis, past: [some, none], block: [some, some] })).toBe(0);
  });

  test('counts of a million are neither endless nor undefined', () => {
    const big = (successes: number) => ({ successes, n: 1_000_000 });
    const hypothesis = { coefficients: [1, -1], bound: 0 };
    const found = blockEvidence({ hypothesis, past: [big(1), big(1)], block: [big(1_000_000), big(0)] });
    expect(Number.isFinite(found)).toBe(true);
    expect(found).toBeGreaterThan(100_000);
  });

  test.each([
    [{ hypothesis: { coefficients: [1, -1], bound: 1 } }, /bound is 1/],
    [{ hypothesis: { coefficients: [1, -1], bound: -2 } }, /bound is -2/],
    [{ hypothesis: { coefficients: [1, 0], bound: 0 } }, /coefficient 1 is 0/],
    [{ hypothesis: { coefficients: [1], bound: 0.5 } }, /streams/],
    [
      {
        block: [
          { successes: 3.5, n: 10 },
          { successes: 3, n: 10 },
        ],
      },
      /whole counts/,
    ],
    [
      {
        block: [
          { successes: 13, n: 10 },
          { successes: 3, n: 10 },
        ],
      },
      /13 successes of 10/,
    ],
    [{ excesses: [] }, /0 excesses/],
  ])('refuses %j', (wrong, words) => {
    const some = { successes: 5, n: 10 };
    const right = { hypothesis: { coefficients: [1, -1], bound: 0 }, past: [some, some], block: [some, some] };
    expect(() => blockEvidence({ ...right, ...wrong })).toThrow(words);
  });
});

describe('the claims of a requirement', () => {
  test('bound a difference on both sides, unless it is one-sided', () => {
    expect(nullsWithin({ compare: 'difference', max: 0.1 })).toEqual([
      { coefficients: [1, -1], bound: 0.1 },
      { coefficients: [-1, 1], bound: 0.1 },
    ]);
    expect(nullsWithin({ compare: 'difference', max: 0.1, oneSided: true })).toHaveLength(1);
    expect(nullsWithin({ compare: 'difference', max: 0 })[1]).toEqual({ coefficients: [-1, 1], bound: 0 });
  });
  test('bound a ratio and its inverse, as the build does', () => {
    expect(nullsWithin({ compare: 'ratio', min: 0.8 })).toEqual([
      { coefficients: [-1, 0.8], bound: 0 },
      { coefficients: [0.8, -1], bound: 0 },
    ]);
    expect(nullsWithin({ compare: 'ratio', max: 1.25 })).toEqual(nullsWithin({ compare: 'ratio', min: 0.8 }));
  });
  test('hold one rate against a floor and a ceiling', () => {
    expect(nullsWithin({ compare: 'value', min: 0.7, max: 0.9 })).toEqual([
      { coefficients: [1], bound: 0.9 },
      { coefficients: [-1], bound: -0.7 },
    ]);
  });
  test.each([
    [{ compare: 'value' as const }, /no bound/],
    [{ compare: 'value' as const, min: 0.9, max: 0.1 }, /no rates lie/],
    [{ compare: 'ratio' as const, min: 0 }, /min is 0/],
    [{ compare: 'difference' as const, max: 1 }, /bound is 1/],
    [{ compare: 'ratio' as const, min: 1.2 }, /no ratio lies/],
  ])('refuses %j', (wrong, words) => expect(() => nullsWithin(wrong)).toThrow(words));
});
