import { describe, expect, it } from 'vitest';
import { createGenerator, sampleMultinomial } from '../../../stats/index.js';
import { measuredMeanRank, measuredShortfall, measuredTurned, type OrderedGroup } from './index.js';

/** How often the intervals that judge requirements about levels miss the true value. The draws are seeded, so that each figure is one number. */
const DRAWS = 1000;
/** Nominal 5 %, of which 1,000 draws show up to so much by chance. */
const ERROR = 0.058;

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** A group drawn from shares by label (row) and level given (column). */
function draw(n: number, shares: readonly (readonly number[])[], generator: ReturnType<typeof createGenerator>) {
  const levels = shares.length;
  const counts = [...sampleMultinomial(n, shares.flat(), generator)];
  const table = shares.map((_, label) => counts.slice(label * levels, (label + 1) * levels));
  const countByRank = shares.map((_, rank) => sum(table.map((row) => row[rank]!)));
  const levelsNamed = shares.map((_, i) => `level ${i}`);
  return {
    key: {},
    known: true,
    n,
    rows: n,
    levels: levelsNamed,
    countByRank,
    countByLabelAndRank: table,
    labelled: n,
  } satisfies OrderedGroup;
}

type Shares = readonly (readonly number[])[];

const GOOD: Shares = [
  [0.18, 0.04, 0.01],
  [0.05, 0.28, 0.07],
  [0.02, 0.07, 0.28],
];
const BAD: Shares = [
  [0.3, 0.06, 0.02],
  [0.12, 0.2, 0.05],
  [0.05, 0.1, 0.1],
];
/** Hardly anybody is moved far, so that hardly a pair is turned. */
const RARE: Shares = [
  [0.33, 0.005, 0],
  [0.005, 0.33, 0.005],
  [0, 0.005, 0.32],
];

const CASES: readonly [name: string, p: Shares, n: number, q: Shares, m: number][] = [
  ['worse, 30 and 300', BAD, 30, GOOD, 300],
  ['worse, 200 and 200', BAD, 200, GOOD, 200],
  ['alike, 100 and 100', GOOD, 100, GOOD, 100],
  ['rarely turned, 60 and 400', RARE, 60, RARE, 400],
];

const levelShares = (shares: Shares): number[] => shares.map((_, rank) => sum(shares.map((row) => row[rank]!)));

function truthOf(p: Shares, n: number, q: Shares, m: number) {
  const [a, b] = [levelShares(p), levelShares(q)];
  const chance = sum(a.map((x, i) => x * sum(b.map((y, j) => (i > j ? y : i === j ? y / 2 : 0)))));
  return {
    rank: 0.5 + (m / (n + m)) * (chance - 0.5),
    shortfall: Math.max(0, ...a.map((_, i) => sum(b.slice(i)) - sum(a.slice(i)))),
    within: turned(p, p),
    across: turned(p, q),
  };
}

function turned(own: Shares, others: Shares): number {
  let [pairs, round] = [0, 0];
  for (const [label, row] of own.entries())
    for (const [rank, share] of row.entries())
      for (const [low, lowRow] of others.slice(0, label).entries())
        for (const [given, other] of lowRow.entries()) {
          pairs += share * other;
          if (given > rank && low < label) round += share * other;
        }
  return round / pairs;
}

describe('intervals of requirements about levels contain the true value as often as they say', () => {
  it.each(CASES)('%s', (_, p, n, q, m) => {
    const generator = createGenerator(11);
    const truth = truthOf(p, n, q, m);
    const missed = { rank: 0, shortfall: 0, within: 0, across: 0 };
    for (let i = 0; i < DRAWS; i++) {
      const [a, b] = [draw(n, p, generator), draw(m, q, generator)];
      const found = {
        rank: measuredMeanRank(a, b),
        shortfall: measuredShortfall(a, b),
        within: measuredTurned(a, b, 'within'),
        across: measuredTurned(a, b, 'across'),
      };
      for (const name of Object.keys(missed) as (keyof typeof missed)[]) {
        const limits = found[name].at(0.95);
        const near = 1e-12;
        if (limits !== null && (limits.lower > truth[name] + near || limits.upper < truth[name] - near))
          missed[name] += 1;
      }
    }
    for (const [name, count] of Object.entries(missed)) expect(count / DRAWS, name).toBeLessThanOrEqual(ERROR);
  });
});
