import { describe, expect, it } from 'vitest';
import { createGenerator, sampleMultinomial } from '../../../stats/index.js';
import { compareGradeShift, dominance, meanRanks, type OrderedGroup, superiority } from './index.js';

/**
 * How often tests and intervals err where the null hypothesis is just true. The draws are seeded, so that each figure is one number, and the bounds are those that
 * docs/explanations/ordered-outcomes.md prints.
 */
const DRAWS = 2000;
const TEST_ERROR = 0.058;
const INTERVAL_ERROR = 0.05;

const groupOf = (countByRank: readonly number[]): OrderedGroup => ({
  key: {},
  known: true,
  n: countByRank.reduce((sum, count) => sum + count, 0),
  rows: 1,
  levels: countByRank.map((_, i) => `level ${i}`),
  countByRank,
  countByLabelAndRank: countByRank.map((_, i) => (i === 0 ? countByRank : countByRank.map(() => 0))),
  labelled: countByRank.reduce((sum, count) => sum + count, 0),
});

/** Distributions with superiority one half, and the sizes of the groups. */
const CASES: readonly [name: string, p: number[], n: number, q: number[], m: number][] = [
  ['alike, 30 and 30', [0.2, 0.3, 0.3, 0.2], 30, [0.2, 0.3, 0.3, 0.2], 30],
  ['wide against narrow, 30 and 300', [0.5, 0, 0, 0, 0.5], 30, [0, 0.1, 0.8, 0.1, 0], 300],
  ['wide against narrow, 200 and 200', [0.5, 0, 0, 0, 0.5], 200, [0, 0.1, 0.8, 0.1, 0], 200],
  ['rare level, 30 and 200', [0.95, 0.05], 30, [0.95, 0.05], 200],
  ['rare levels, 100 and 1000', [0.95, 0.03, 0.02], 100, [0.95, 0.03, 0.02], 1000],
  ['uneven, 35 and 2000', [0.7, 0.3], 35, [0.7, 0.3], 2000],
  ['small, 15 and 15', [0.2, 0.3, 0.3, 0.2], 15, [0.2, 0.3, 0.3, 0.2], 15],
];

describe('errors where neither group tends to better levels', () => {
  it.each(CASES)('%s', (_, p, n, q, m) => {
    const generator = createGenerator(7);
    const mean = (shares: number[]) => shares.reduce((sum, share, level) => sum + share * level, 0);
    const errors = { test: 0, interval: 0, ridit: 0, shift: 0 };
    for (let draw = 0; draw < DRAWS; draw++) {
      const a = groupOf([...sampleMultinomial(n, p, generator)]);
      const b = groupOf([...sampleMultinomial(m, q, generator)]);
      const holds = ({ lower, upper }: { lower: number | null; upper: number | null }, value: number) =>
        lower !== null && lower <= value && value <= upper!;
      const found = superiority(a, b);
      if ((found.pValue ?? 1) <= 0.05) errors.test += 1;
      if (!holds(found, 0.5)) errors.interval += 1;
      if (!holds(meanRanks([a, b]).groups[0]!.ridit, 0.5)) errors.ridit += 1;
      if (!holds(compareGradeShift(a, b), mean(p) - mean(q))) errors.shift += 1;
    }
    expect(errors.test / DRAWS).toBeLessThanOrEqual(TEST_ERROR);
    expect(errors.interval / DRAWS).toBeLessThanOrEqual(INTERVAL_ERROR);
    expect(errors.ridit / DRAWS).toBeLessThanOrEqual(INTERVAL_ERROR);
    expect(errors.shift / DRAWS).toBeLessThanOrEqual(TEST_ERROR);
  });
});

describe('false claims of dominance', () => {
  it.each([
    ['alike, 100 each', [0.2, 0.3, 0.3, 0.2], [0.2, 0.3, 0.3, 0.2], 100],
    ['above at all cuts but one, where they touch, 1000 each', [0.2, 0.3, 0.3, 0.2], [0.4, 0.3, 0.1, 0.2], 1000],
    ['two levels, alike, 100 each', [0.9, 0.1], [0.9, 0.1], 100],
  ])('%s', (_, p, q, n) => {
    const generator = createGenerator(9);
    let claims = 0;
    for (let draw = 0; draw < DRAWS; draw++) {
      const a = groupOf([...sampleMultinomial(n, p, generator)]);
      const b = groupOf([...sampleMultinomial(n, q, generator)]);
      if (dominance(a, b).direction !== 'undecided') claims += 1;
    }
    expect(claims / DRAWS).toBeLessThanOrEqual(TEST_ERROR);
  });
});
