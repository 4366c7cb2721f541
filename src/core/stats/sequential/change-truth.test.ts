import { describe, expect, it } from 'vitest';
import type { Proportion } from '../proportion/index.js';
import { sampleBinomial } from '../resampling/binomial.js';
import { createGenerator, type Generator } from '../resampling/rng.js';
import { ratioFallTruth, riseTruth } from './change-truth.js';
import type { Truth } from './truth.js';

/** Worlds drawn; `TRIBUNE_LONG` draws the numbers that the pages quote. */
const WORLDS = process.env.TRIBUNE_LONG ? 4000 : 80;
const LEVEL = 0.1;
const DAYS = 7;

const drawn = (n: number, rate: number, generator: Generator): Proportion => ({
  successes: sampleBinomial(n, rate, generator),
  n,
});
function shares(ask: (generator: Generator) => Truth): Record<Truth, number> {
  const counts = { holds: 0, 'does-not-hold': 0, 'not-known': 0 };
  for (let world = 0; world < WORLDS; world++) counts[ask(createGenerator(2026, world))] += 1 / WORLDS;
  return counts;
}
/** At most what is promised, but for what chance does to so many worlds. */
const promised = LEVEL + 3 * Math.sqrt((LEVEL * (1 - LEVEL)) / WORLDS);

/** A week of days whose rates move, a hundred people of each group a day; the ratio is `fall` lower than the week before. */
const weeks = (generator: Generator, { fall = 0, n = 100 }) =>
  Array.from({ length: DAYS }, (_, day) => {
    const [group, reference] = [0.3 + 0.02 * day, 0.5 + 0.03 * day];
    return {
      group: drawn(n, group * (1 - fall), generator),
      reference: drawn(n, reference, generator),
      groupBefore: drawn(n, group, generator),
      referenceBefore: drawn(n, reference, generator),
    };
  });

describe('a ratio over the ratio of the week before', () => {
  const ask = (fall: number, n: number, by = 0.05) =>
    shares((generator) => ratioFallTruth({ parts: weeks(generator, { fall, n }), by, past: null, level: LEVEL }));

  it('is said to have fallen by more than 5 % in at most the promised share of worlds where it fell by just so much', () => {
    const at = ask(0.05, 1000);
    expect(at.holds).toBeLessThanOrEqual(promised);
    expect(at['does-not-hold']).toBeLessThanOrEqual(promised);
    // The rule as it is written says so of every second one.
    expect(at['not-known']).toBeGreaterThan(0.8);
  });

  it('is seen to have fallen, and to have stayed, where there are people enough', () => {
    expect(ask(0.3, 1000).holds).toBeGreaterThan(0.95);
    expect(ask(0, 1000, 0.3)['does-not-hold']).toBeGreaterThan(0.95);
    expect(ask(0.3, 20)['not-known']).toBeGreaterThan(0.5);
  });

  it('is the same for the same counts, not known without people, and refused for weighted ones', () => {
    const parts = weeks(createGenerator(1), { fall: 0.2 });
    const of = (some: typeof parts, by = 0.05): Truth => ratioFallTruth({ parts: some, by, past: null, level: LEVEL });
    expect(of(parts)).toBe(of(parts));
    expect(of([])).toBe('not-known');
    const nobody = { successes: 0, n: 0 };
    expect(of([{ ...parts[0]!, reference: nobody }])).toBe('not-known');
    expect(() => of([{ ...parts[0]!, group: { successes: 1.5, n: 3 } }])).toThrow('needs whole counts');
    expect(() => of(parts, 1)).toThrow('by is 1');
  });

  it('takes all the white balls where all are drawn, and counts that a single batch holds', () => {
    const one = { successes: 5, n: 5 };
    const none = { successes: 0, n: 5 };
    const parts = Array.from({ length: 40 }, () => ({
      ...{ group: none, reference: one, groupBefore: one, referenceBefore: one },
    }));
    expect(ratioFallTruth({ parts, by: 0.05, past: null, level: 0.01 })).toBe('holds');
    const turned = parts.map((part) => ({ ...part, group: one, groupBefore: one }));
    expect(ratioFallTruth({ parts: turned, by: 0.5, past: null, level: 0.01 })).toBe('does-not-hold');
  });
});

describe('a gap beside that of the stretch before', () => {
  const gap = (rise: number, n: number, past: readonly Proportion[] | null = null) =>
    shares((generator) =>
      riseTruth({
        ...{ coefficients: [1, -1], by: 0.02, past, level: LEVEL },
        before: [drawn(n, 0.35, generator), drawn(n, 0.3, generator)],
        after: [drawn(n, 0.35 + rise, generator), drawn(n, 0.3, generator)],
      }),
    );
  it('is said to have widened in at most the promised share of worlds where it widened by just as much as it may', () => {
    const at = gap(0.02, 700);
    expect(at.holds).toBeLessThanOrEqual(promised);
    expect(at['does-not-hold']).toBeLessThanOrEqual(promised);
    expect(gap(0.25, 700).holds).toBeGreaterThan(0.9);
    expect(gap(-0.2, 700)['does-not-hold']).toBeGreaterThan(0.9);
  });

  it('is found as well by what was counted before, and with nobody is not known', () => {
    const past = [
      { successes: 350, n: 1000 },
      { successes: 300, n: 1000 },
    ];
    expect(gap(0.25, 700, past).holds).toBeGreaterThan(0.9);
    expect(gap(0.02, 700, past).holds).toBeLessThanOrEqual(promised);
    expect(riseTruth({ coefficients: [1], by: 0, past: null, before: null, after: null, level: 0.1 })).toBe(
      'not-known',
    );
    expect(gap(0.25, 0)['not-known']).toBeCloseTo(1);
  });
});
