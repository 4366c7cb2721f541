import { describe, expect, test } from 'vitest';
import { binomialLogPmf } from '../special/pmf.js';
import { blockEvidence } from './block-evidence.js';
import { type DurationRule, durationErrors, durationTruth, trendSteps } from './duration.js';
import { blockTruth, meanTruth, pointTruth, pooledTruth, type Truth } from './truth.js';

const WORDS: readonly (Truth | null)[] = ['holds', 'does-not-hold', 'not-known', null];
function* sequences(length: number): Generator<(Truth | null)[]> {
  for (let code = 0; code < 4 ** length; code++) {
    yield Array.from({ length }, (_, i) => WORDS[Math.floor(code / 4 ** i) % 4]!);
  }
}
/** Every way to fill in what is not known, as booleans. */
function worlds(truths: readonly (Truth | null)[]): boolean[][] {
  let all: boolean[][] = [[]];
  for (const each of truths) {
    const ways = each === 'holds' ? [true] : each === 'does-not-hold' ? [false] : [true, false];
    all = all.flatMap((world) => ways.map((way) => [...world, way]));
  }
  return all;
}
const inAllWorlds = (truths: readonly (Truth | null)[], atLeast: number): Truth => {
  const answers = new Set(worlds(truths).map((world) => world.filter(Boolean).length >= atLeast));
  if (answers.size === 2) return 'not-known';
  return answers.has(true) ? 'holds' : 'does-not-hold';
};

describe('how long a statement has held', () => {
  test('is answered exactly where every way to fill in the unknown blocks gives the same answer', () => {
    for (const length of [1, 2, 3, 4]) {
      for (const truths of sequences(length)) {
        expect(durationTruth(truths, { mode: 'every', blocks: length })).toBe(inAllWorlds(truths, length));
        for (let atLeast = 1; atLeast <= length; atLeast++) {
          expect(durationTruth(truths, { mode: 'm-of-n', blocks: length, atLeast })).toBe(inAllWorlds(truths, atLeast));
        }
      }
    }
  });

  test('looks at the last blocks only, and takes those that are not there yet as not known', () => {
    const rule: DurationRule = { mode: 'every', blocks: 4 };
    for (const truths of sequences(3)) {
      expect(durationTruth(truths, rule)).toBe(durationTruth([null, ...truths], rule));
      const long: (Truth | null)[] = ['does-not-hold', 'holds', ...truths];
      expect(durationTruth(long, rule)).toBe(durationTruth(['holds', ...truths], rule));
    }
    expect(durationTruth([], rule)).toBe('not-known');
  });

  test('may do without some blocks that are not known, never without any that is, and never against one', () => {
    for (const truths of sequences(4)) {
      const count = (word: Truth) => truths.filter((each) => each === word).length;
      const [holds, fails] = [count('holds'), count('does-not-hold')];
      for (let mostUnknown = 0; mostUnknown < 4; mostUnknown++) {
        const found = durationTruth(truths, { mode: 'every', blocks: 4, mostUnknown });
        if (fails > 0) expect(found).toBe('does-not-hold');
        else expect(found).toBe(holds >= Math.max(1, 4 - mostUnknown) ? 'holds' : 'not-known');
      }
    }
  });

  test('more knowledge never turns an answer round', () => {
    const rules: DurationRule[] = [
      { mode: 'every', blocks: 4 },
      { mode: 'm-of-n', blocks: 4, atLeast: 2 },
    ];
    for (const truths of sequences(4)) {
      truths.forEach((each, i) => {
        if (each !== 'not-known' && each !== null) return;
        for (const rule of rules) {
          const before = durationTruth(truths, rule);
          if (before === 'not-known') continue;
          for (const known of ['holds', 'does-not-hold'] as const) {
            expect(durationTruth(truths.with(i, known), rule)).toBe(before);
          }
        }
      });
    }
  });

  test('is false with at most the stated chance, for independent answers and for the worst way in which they may hang together', () => {
    const level = 0.1;
    for (let n = 1; n <= 7; n++) {
      for (let m = 1; m <= n; m++) {
        const rule: DurationRule = { mode: 'm-of-n', blocks: n, atLeast: m };
        const { falseHolds, falseDoesNotHold } = durationErrors(rule, level);
        for (let right = 0; right < m; right++) {
          // `right` blocks hold and are answered so; each other one is answered falsely by chance.
          let chance = 0;
          for (let wrong = m - right; wrong <= n - right; wrong++)
            chance += Math.exp(binomialLogPmf(wrong, n - right, level));
          expect(chance).toBeLessThanOrEqual(falseHolds + 1e-12);
        }
        // The worst: m - 1 blocks hold, and the false answers of the others never come together.
        expect(falseHolds).toBeCloseTo(Math.min(1, (n - m + 1) * level), 12);
        // The other way round: m hold, and one false answer is enough.
        expect(falseDoesNotHold).toBeCloseTo(Math.min(1, m * level), 12);
      }
    }
    expect(durationErrors({ mode: 'every', blocks: 7 }, 0.05)).toEqual({
      falseHolds: 0.05,
      falseDoesNotHold: 0.35000000000000003,
    });
    expect(durationErrors({ mode: 'every', blocks: 7, mostUnknown: 2 }, 0.05).falseHolds).toBeCloseTo(0.15, 12);
  });

  test.each([
    [{ mode: 'each', blocks: 3 }, /mode is each/],
    [{ mode: 'every', blocks: 0 }, /0 blocks/],
    [{ mode: 'every', blocks: 2.5 }, /blocks/],
    [{ mode: 'every', blocks: 3, mostUnknown: 3 }, /mostUnknown is 3 of 3/],
    [{ mode: 'm-of-n', blocks: 3, atLeast: 4 }, /atLeast is 4 of 3/],
    [{ mode: 'm-of-n', blocks: 3, atLeast: 0 }, /atLeast is 0/],
    [{ mode: 'm-of-n', blocks: 3 }, /atLeast/],
  ])('refuses the rule %j', (wrong, words) => expect(() => durationTruth([], wrong as DurationRule)).toThrow(words));
  test('refuses a word that is no truth', () => {
    expect(() => durationTruth(['above' as never], { mode: 'every', blocks: 1 })).toThrow(/above/);
  });
});

describe('what is known of one block', () => {
  const hypothesis = { coefficients: [1, -1], bound: 0.1 };
  const past = [
    { successes: 30, n: 100 },
    { successes: 30, n: 100 },
  ];
  const block = (a: number, b: number, n = 200) => [
    { successes: a, n },
    { successes: b, n },
  ];
  const at = (a: number, b: number) => blockTruth({ hypothesis, past, block: block(a, b), level: 0.05 });

  test('by evidence: three answers', () => {
    expect([at(130, 50), at(80, 60), at(40, 60)]).toEqual(['holds', 'not-known', 'does-not-hold']);
    expect(blockTruth({ hypothesis, past, block: null, level: 0.05 })).toBe('not-known');
    expect(blockTruth({ hypothesis, past, block: block(0, 0, 0), level: 0.05 })).toBe('not-known');
  });

  test('by evidence: each answer is false with a chance of at most the level, over all outcomes', () => {
    for (const [p, q] of [
      [0.4, 0.3],
      [0.1, 0],
      [1, 0.9],
    ] as const) {
      const chance = { holds: 0, 'does-not-hold': 0, 'not-known': 0 };
      for (let a = 0; a <= 30; a++) {
        for (let b = 0; b <= 30; b++) {
          const weight = Math.exp(binomialLogPmf(a, 30, p) + binomialLogPmf(b, 30, q));
          if (weight > 0) chance[blockTruth({ hypothesis, past, block: block(a, b, 30), level: 0.2 })] += weight;
        }
      }
      // At the boundary both statements are true: the sum is at most and at least the bound.
      expect(chance.holds).toBeLessThanOrEqual(0.2);
      expect(chance['does-not-hold']).toBeLessThanOrEqual(0.2);
    }
  });

  test('a bound that no rates keep with room is never shown to be kept', () => {
    const zero = { coefficients: [1], bound: 0 };
    const found = blockTruth({
      hypothesis: zero,
      past: [{ successes: 0, n: 500 }],
      block: [{ successes: 0, n: 5000 }],
      level: 0.05,
    });
    expect(found).toBe('not-known');
  });

  test('of means: exact chances of a false answer at the bound, with values that vary most, and what several blocks show together', () => {
    const hypothesis = { coefficients: [1], bound: 0.3 };
    const opposite = { coefficients: [-1], bound: -0.3 };
    const sums = (n: number, ones: number) => [{ n, sum: ones, sumOfSquares: ones }];
    const ask = (blocks: (ReturnType<typeof sums> | null)[], level = 0.05, leastBlocks = 1) =>
      meanTruth({ hypothesis, opposite, past: sums(400, 120), blocks, leastBlocks, level });
    const chance = { holds: 0, 'does-not-hold': 0, 'not-known': 0 };
    for (let ones = 0; ones <= 200; ones++)
      chance[ask([sums(200, ones)], 0.2)] += Math.exp(binomialLogPmf(ones, 200, 0.3));
    expect(chance.holds).toBeLessThanOrEqual(0.2);
    expect(chance['does-not-hold']).toBeLessThanOrEqual(0.2);
    expect(chance.holds).toBeGreaterThan(0.001);
    expect(ask([sums(200, 100)])).toBe('holds');
    expect(ask([sums(200, 20)])).toBe('does-not-hold');
    expect(meanTruth({ hypothesis, opposite: null, past: sums(400, 120), blocks: [sums(200, 20)], level: 0.05 })).toBe(
      'not-known',
    );
    const day = sums(60, 25);
    expect(ask([day])).toBe('not-known');
    expect(ask([day, null, day, day, day, day], 0.05, 5)).toBe('holds');
    expect(ask([day, null, day, day, day, sums(0, 0)], 0.05, 5)).toBe('not-known');
    expect(ask([null])).toBe('not-known');
  });

  test('pooled: the average over the people of the window, with enough blocks', () => {
    const week = (blocks: (ReturnType<typeof block> | null)[], leastBlocks: number) =>
      pooledTruth({ hypothesis, past, blocks, leastBlocks, level: 0.05 });
    const day = block(24, 11, 40);
    // No day shows it alone; the week does, also without some days, unless too many are missing.
    expect(blockTruth({ hypothesis, past, block: day, level: 0.05 })).toBe('not-known');
    expect(week([day, day, day, day, day, day, day], 7)).toBe('holds');
    expect(week([day, null, day, day, null, day, day], 5)).toBe('holds');
    expect(week([day, null, day, day, null, day, block(0, 0, 0)], 5)).toBe('not-known');
    expect(week([null, null], 1)).toBe('not-known');
    expect(() => week([day], 2)).toThrow(/leastBlocks is 2 of 1/);
    expect(() => week([[{ successes: 1, n: 2 }]], 1)).toThrow(/a block has 1 streams and the claim 2/);
  });

  test('the product of the evidence of days is not fair for the average of the window, which is why it is not used', () => {
    // Day 1 lies 0.2 above the bound and day 2 as far below, so the average keeps it; day 2 bets less, for it has fewer people to go by.
    const one = { coefficients: [1], bound: 0.5 };
    const expectationOf = (n: number, rate: number, excesses: number[]) => {
      let sum = 0;
      for (let k = 0; k <= n; k++) {
        const log = blockEvidence({
          hypothesis: one,
          past: [{ successes: 50, n: 100 }],
          block: [{ successes: k, n }],
          excesses,
        });
        sum += Math.exp(log + binomialLogPmf(k, n, rate));
      }
      return sum;
    };
    const product = expectationOf(20, 0.7, [0.32]) * expectationOf(20, 0.3, [0.02]);
    expect(product).toBeGreaterThan(5);
  });

  test('by estimate, as a policy may say it', () => {
    const rule = { bound: 0.15, leastPeople: 100 };
    const found = [
      { estimate: 0.2, n: 100 },
      { estimate: 0.15, n: 100 },
      { estimate: 0.2, n: 99 },
      { estimate: null, n: 500 },
      null,
    ].map((each) => pointTruth(each, rule));
    expect(found).toEqual(['holds', 'does-not-hold', 'not-known', 'not-known', 'not-known']);
    expect(() => pointTruth({ estimate: Number.NaN, n: 100 }, rule)).toThrow(/estimate/);
  });
});

describe('trends', () => {
  const interval = (lower: number, upper: number) => ({ lower, upper });
  test('a step is known where the intervals leave only one answer', () => {
    const blocks = [
      interval(0.1, 0.2),
      interval(0.3, 0.4),
      interval(0.35, 0.5),
      null,
      interval(0.6, 0.7),
      interval(0.1, 0.2),
    ];
    expect(trendSteps(blocks, 0)).toEqual(['holds', 'not-known', 'not-known', 'not-known', 'does-not-hold']);
    expect(trendSteps(blocks, 0.1)).toEqual(['not-known', 'not-known', 'not-known', 'not-known', 'does-not-hold']);
  });
  test('every answer is right for all values within the intervals, and an answer is given wherever one is possible', () => {
    const grid = [0, 0.25, 0.5, 0.75, 1];
    const all = grid.flatMap((lower) => grid.filter((upper) => upper >= lower).map((upper) => interval(lower, upper)));
    for (const before of all) {
      for (const after of all) {
        for (const least of [-0.25, 0, 0.25]) {
          const [found] = trendSteps([before, after], least);
          const inside = (each: { lower: number; upper: number }) =>
            grid.filter((x) => x >= each.lower && x <= each.upper);
          const answers = new Set(inside(before).flatMap((x) => inside(after).map((y) => y - x > least)));
          expect(found).toBe(answers.size === 2 ? 'not-known' : answers.has(true) ? 'holds' : 'does-not-hold');
        }
      }
    }
  });
  test('three weeks of rising', () => {
    const rising = [interval(0.1, 0.12), interval(0.2, 0.22), interval(0.3, 0.32), interval(0.4, 0.42)];
    const rule: DurationRule = { mode: 'every', blocks: 3 };
    expect(durationTruth(trendSteps(rising, 0.05), rule)).toBe('holds');
    expect(durationTruth(trendSteps(rising.toReversed(), 0.05), rule)).toBe('does-not-hold');
    expect(durationTruth(trendSteps(rising.slice(1), 0.05), rule)).toBe('not-known');
  });
  test('refuses an interval that is none', () => {
    expect(() => trendSteps([interval(0.3, 0.2)], 0)).toThrow(/interval 0/);
    expect(() => trendSteps([interval(0, 1)], Number.NaN)).toThrow(/least/);
  });
});
