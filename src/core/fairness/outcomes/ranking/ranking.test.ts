import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../base/errors.js';
import { createGenerator, type Generator } from '../../../stats/index.js';
import {
  addRankingList,
  compareRankingMetric,
  emptyRankingTally,
  estimateRankingMetric,
  mergeRankingTallies,
  positionWeight,
  type RankingQuestion,
  type RankingRow,
  type RankingSpec,
  rankingGroups,
  rankingTally,
  rankingTallyFromJson,
  rankingTallyToJson,
  topShare,
} from './index.js';

const spec: RankingSpec = { policyDigest: '', attributes: ['g'], k: [1, 3], relevance: 'given' };
const fault = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof TribuneError) return `${error.code}: ${error.message} ${error.remedy}`;
    throw error;
  }
  return 'no fault';
};
const row = (list: string, g: string | null, position: number | null, relevance = 1): RankingRow => ({
  list,
  values: [g],
  position,
  relevance,
});

describe('position weights', () => {
  interface Weights {
    readonly some: [position: number, weight: number][];
    readonly sumTo20000: string;
  }
  const file = resolve(import.meta.dirname, '../testdata/ranking.json');
  const { weights } = JSON.parse(readFileSync(file, 'utf8')) as { weights: Weights };

  it('are the floors of the true numbers, by mpmath with 60 digits', () => {
    for (const [position, weight] of weights.some) expect(positionWeight(position)).toBe(weight);
    let sum = 0n;
    for (let position = 1; position <= 20_000; position++) sum += BigInt(positionWeight(position));
    expect(String(sum)).toBe(weights.sumTo20000);
  });

  it('are refused for what is no position', () => {
    for (const position of [0, -1, 1.5, 1e6 + 1, Number.NaN])
      expect(fault(() => positionWeight(position))).toMatch(/position is/);
  });
});

describe('the tally of rankings', () => {
  const rows = [
    row('q1', 'a', 2, 3),
    row('q1', 'b', 1, 1),
    row('q1', 'a', 3, 0),
    row('q1', 'a', null, 2),
    row('q2', 'b', 1, 0),
    row('q2', null, 2, 1),
  ];
  const sumsOf = (measure: string, g: number) => {
    const names = [
      'lists',
      'candidates',
      'shown',
      'exposure',
      'relevance',
      'ranked',
      'ndcg',
      'pw',
      'kw',
      'pa',
      'ka',
      't1',
      't3',
    ];
    return rankingTally(spec, rows).groups[g]!.sums[names.indexOf(measure)];
  };

  it('sums what each group got, by hand', () => {
    expect(rankingTally(spec, rows).lists).toBe(2);
    expect([sumsOf('candidates', 0), sumsOf('shown', 0), sumsOf('t1', 0), sumsOf('t3', 0)]).toEqual([3n, 2n, 0n, 2n]);
    expect(sumsOf('exposure', 0)).toBe(BigInt(positionWeight(2) + positionWeight(3)));
    // Within a: 3 over 2 kept, 3 over 0 kept, 2 over 0 turned. Across: 3 over 1 turned, 2 over 1 turned.
    expect([sumsOf('pw', 0), sumsOf('kw', 0), sumsOf('pa', 0), sumsOf('ka', 0)]).toEqual([6n, 4n, 4n, 0n]);
    // b in q1: 1 over a's 0 kept. In q2 the relevance of b is 0.
    expect([sumsOf('pa', 1), sumsOf('ka', 1), sumsOf('ranked', 1)]).toEqual([2n, 2n, 1n]);
  });

  it('is the same list by list, in parts, with its rows in any order, and through JSON', () => {
    const whole = rankingTally(spec, rows);
    const lists = [rows.slice(0, 4), rows.slice(4)];
    expect(lists.reduce(addRankingList, emptyRankingTally(spec))).toEqual(whole);
    expect(rankingTally(spec, rows.toReversed())).toEqual(whole);
    expect(mergeRankingTallies(rankingTally(spec, lists[1]!), rankingTally(spec, lists[0]!))).toEqual(whole);
    const json = JSON.parse(JSON.stringify(rankingTallyToJson(whole)));
    expect(rankingTallyFromJson(json)).toEqual(whole);
    for (const [change, message] of [
      [{ rowsRead: 5 }, /rowsRead is 5/],
      [{ groups: json.groups.toReversed() }, /groups are not sorted/],
      [{ k: [3, 1] }, /k does not ascend/],
      [{ k: [1] }, /integers instead of/],
      [{ products: [{ ...json.products[0], groups: [1, 0] }] }, /not a pair of places/],
      [{ outcome: 'class' }, /outcome is not "ranking"/],
    ] as const) {
      expect(fault(() => rankingTallyFromJson({ ...json, ...change }))).toMatch(message);
    }
    expect(fault(() => addRankingList(whole, rows))).toMatch(/rows are of 2 lists/);
  });

  it.each([
    [[row('q', 'a', 1), row('q', 'b', 1)], /two candidates stand at position 1 of list "q"/],
    [[row('q', 'a', 1), row('q', 'b', 3)], /nobody stands at position 2 of list "q", though 2 are shown/],
    [[row('q', 'a', 0)], /position 0 in list "q"/],
    [[row('q', 'a', 1.5)], /position 1.5 in list "q"/],
    [[row('q', 'a', 1, -1)], /relevance -1 in list "q"/],
    [[{ list: 'q', values: ['a'], position: 1 }], /relevance undefined in list "q"/],
    [[{ ...row('q', 'a', 1), people: 3 } as RankingRow], /row 1 has a "people"/],
    [[{ list: 7, values: ['a'], position: 1, relevance: 1 } as unknown as RankingRow], /row 1 names no list/],
    [
      [{ list: 'q', values: ['a'], postion: 1, relevance: 1 } as unknown as RankingRow],
      /has a "postion" Did you mean "position"/,
    ],
    [[{ list: 'q', values: [], position: 1, relevance: 1 }], /0 values for 1 attribute/],
  ])('refuses %j', (given, message) => {
    expect(fault(() => rankingTally(spec, given))).toMatch(message);
  });

  it('keeps holes where they are declared, and refuses a relevance that is not', () => {
    const kept = rankingTally({ ...spec, holes: 'keep' }, [row('q', 'a', 1), row('q', 'b', 3)]);
    expect(kept.groups[1]!.sums[3]).toBe(BigInt(positionWeight(3)));
    expect(fault(() => rankingTally({ ...spec, relevance: 'none' }, [row('q', 'a', 1)]))).toMatch(/has a relevance/);
    expect(fault(() => emptyRankingTally({ ...spec, k: [3, 1] }))).toMatch(/k is 3, 1/);
    expect(fault(() => mergeRankingTallies(emptyRankingTally(spec), kept))).toMatch(/differ in holes/);
  });

  it('says what is undefined, and why', () => {
    const bare = rankingTally({ ...spec, relevance: 'none' }, [{ list: 'q', values: ['a'], position: null }]);
    const [a] = rankingGroups(bare);
    const reason = (question: RankingQuestion) => estimateRankingMetric(a!, question).reason;
    expect(reason({ metric: 'exposure' })).toBe('0/0: no candidate of the group was shown');
    expect(reason({ metric: 'exposure_per_relevance' })).toMatch(/no candidate of the group has a relevance/);
    expect(reason({ metric: 'ndcg' })).toMatch(/no list has a relevant candidate/);
    expect(reason({ metric: 'pairwise_accuracy', pairs: 'across' })).toMatch(
      /no list has a candidate of the group who/,
    );
    expect(topShare(a!, { k: 3, target: 'pool' }).share.status).toBe('undefined');
    expect(fault(() => topShare(a!, { k: 3, target: 0 }))).toMatch(/target is 0/);
    expect(fault(() => estimateRankingMetric(a!, { metric: 'share_in_top_k', k: 2 }))).toMatch(
      /does not count the first 2 It counts: 1, 3/,
    );
    const [other] = rankingGroups(rankingTally(spec, [row('q', 'a', 1)]));
    expect(fault(() => compareRankingMetric(a!, other!, { metric: 'exposure' }, 'ratio'))).toMatch(/two tallies/);
    expect(estimateRankingMetric(other!, { metric: 'exposure' })).toMatchObject({
      estimate: 1,
      lower: null,
      status: 'insufficient',
    });
  });
});

type Mean = [estimate: number, standardError: number];
interface Figures extends Record<'exposure' | 'exposureOfAll' | 'top' | 'within' | 'across' | 'ndcg', Mean> {
  readonly lists: number;
  readonly perRelevance: number;
}

describe('rankings equal statsmodels and scikit-learn to 1e-9', () => {
  const file = resolve(import.meta.dirname, '../testdata/ranking.json');
  const reference = JSON.parse(readFileSync(file, 'utf8')) as {
    k: number;
    rows: [list: string, g: string, position: number | null, relevance: number][];
    a: Figures;
    b: Figures;
    exposureDifference: [number, number, number, number];
    topShare: [share: number, pool: number, lower: number, upper: number];
  };
  const rows = reference.rows.map((one) => row(...one));
  const [a, b] = rankingGroups(rankingTally(spec, rows));
  // Weights are floors in 2^-40, so that an exposure may be 1e-12 too small.
  const near = (ours: number | null, theirs: number) =>
    expect(Math.abs(ours! - theirs)).toBeLessThanOrEqual(1e-9 * Math.max(Math.abs(theirs), 1e-2));
  /** Student's reach on the logit scale gives the standard error back. */
  const standardError = ({
    estimate,
    lower,
    upper,
    n,
  }: {
    estimate: number | null;
    lower: number | null;
    upper: number | null;
    n: number;
  }) => {
    const logit = (p: number) => Math.log(p / (1 - p));
    const reach = (logit(upper!) - logit(lower!)) / 2;
    return (reach * estimate! * (1 - estimate!)) / studentT975(n - 1);
  };

  it.each([
    ['exposure', { metric: 'exposure' }],
    ['exposureOfAll', { metric: 'exposure', per: 'candidate' }],
    ['top', { metric: 'share_in_top_k', k: 3 }],
    ['within', { metric: 'pairwise_accuracy', pairs: 'within' }],
    ['across', { metric: 'pairwise_accuracy', pairs: 'across' }],
    ['ndcg', { metric: 'ndcg' }],
  ] as const)('%s', (name, question) => {
    for (const [group, theirs] of [
      [a!, reference.a],
      [b!, reference.b],
    ] as const) {
      const ours = estimateRankingMetric(group, question);
      expect(ours.n).toBe(theirs.lists);
      near(ours.estimate, theirs[name][0]);
      near(standardError(ours), theirs[name][1]);
      near(estimateRankingMetric(group, { metric: 'exposure_per_relevance' }).estimate, theirs.perRelevance);
    }
  });

  it('the difference of exposures with its interval and test, and the share of the first places against the pool', () => {
    const ours = compareRankingMetric(a!, b!, { metric: 'exposure', per: 'candidate' }, 'difference');
    [ours.estimate, ours.lower, ours.upper, ours.pValue].forEach((one, i) => {
      near(one, reference.exposureDifference[i]!);
    });
    const { share, target, difference } = topShare(a!, { k: reference.k, target: 'pool' });
    [share.estimate, target, difference.lower, difference.upper].forEach((one, i) => {
      near(one, reference.topShare[i]!);
    });
  });

  /** Quantiles of Student's t at .975 for the sizes of the reference, by scipy. */
  function studentT975(degreesOfFreedom: number): number {
    return { 36: 2.028094000980451, 39: 2.0226909200367604 }[degreesOfFreedom]!;
  }
});

/** Lists of two groups whose order has nothing to do with the group. */
function fairLists(lists: number, generator: Generator): RankingRow[] {
  return Array.from({ length: lists }, (_, l) => {
    const n = 4 + generator.nextInteger(6);
    const keys = Array.from({ length: n }, (__, i) => ({ i, key: generator.nextUniform() })).sort(
      (x, y) => x.key - y.key,
    );
    const shown = 3 + generator.nextInteger(n - 2);
    const groups = keys.map(() => (generator.nextUniform() < 0.4 ? 'a' : 'b'));
    return keys.map(
      ({ i }, place): RankingRow =>
        row(`q${l}`, groups[i]!, place < shown ? place + 1 : null, generator.nextInteger(3)),
    );
  }).flat();
}

describe('properties of random lists', () => {
  it('pairs are those counted one by one, shares lie in their intervals, shares of the first places add up to 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 31 }), (seed) => {
        const rows = fairLists(8, createGenerator(seed));
        const groups = rankingGroups(rankingTally(spec, rows));
        for (const group of groups) {
          let [pairs, kept] = [0, 0];
          for (const one of rows) {
            for (const two of rows) {
              if (one.list !== two.list || one.values[0] !== group.key.g || two.values[0] === group.key.g) continue;
              if (one.relevance! <= two.relevance!) continue;
              const [p, q] = [one.position ?? 1e9, two.position ?? 1e9];
              pairs += 1;
              kept += p < q ? 1 : p === q ? 0.5 : 0;
            }
          }
          const across = estimateRankingMetric(group, { metric: 'pairwise_accuracy', pairs: 'across' });
          expect(across.estimate).toBe(pairs === 0 ? null : kept / pairs);
          for (const question of [
            { metric: 'exposure' },
            { metric: 'share_in_top_k', k: 3 },
            { metric: 'ndcg' },
          ] as const) {
            const { estimate, lower, upper } = estimateRankingMetric(group, question);
            if (lower !== null)
              expect(0 <= lower && lower <= estimate! && estimate! <= upper! && upper! <= 1).toBe(true);
          }
        }
        const shares = groups.map((group) => topShare(group, { k: 1, target: 'pool' }).share.estimate!);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      }),
      { numRuns: 40 },
    );
  });

  it('a ratio of equals is 1 for a group with itself, and turned round for turned groups', () => {
    const [a, b] = rankingGroups(rankingTally(spec, fairLists(50, createGenerator(2))));
    const ratio = compareRankingMetric(a!, b!, { metric: 'exposure' }, 'ratio');
    const turned = compareRankingMetric(b!, a!, { metric: 'exposure' }, 'ratio');
    expect(turned.estimate).toBeCloseTo(1 / ratio.estimate!, 12);
    expect(turned.lower).toBeCloseTo(1 / ratio.upper!, 9);
    expect(turned.pValue).toBeCloseTo(ratio.pValue!, 9);
    expect(compareRankingMetric(a!, a!, { metric: 'exposure' }, 'ratio')).toMatchObject({
      estimate: 1,
      test: null,
    });
  });
});

describe('errors where the order has nothing to do with the group', () => {
  const DRAWS = 600;
  /** As docs/explanations/rankings.md prints. */
  const ERROR = 0.07;

  it.each([[30], [80]])('%i lists', (lists) => {
    const generator = createGenerator(21);
    const errors = { exposure: 0, ratio: 0, top: 0, across: 0, pool: 0 };
    for (let draw = 0; draw < DRAWS; draw++) {
      const [a, b] = rankingGroups(rankingTally(spec, fairLists(lists, generator)));
      const of = (question: RankingQuestion, compare: 'difference' | 'ratio') =>
        Number((compareRankingMetric(a!, b!, question, compare).pValue ?? 1) <= 0.05);
      errors.exposure += of({ metric: 'exposure' }, 'difference');
      errors.ratio += of({ metric: 'exposure', per: 'candidate' }, 'ratio');
      errors.top += of({ metric: 'share_in_top_k', k: 3 }, 'difference');
      errors.across += of({ metric: 'pairwise_accuracy', pairs: 'across' }, 'difference');
      errors.pool += Number((topShare(a!, { k: 3, target: 'pool' }).difference.pValue ?? 1) <= 0.05);
    }
    for (const [name, count] of Object.entries(errors)) expect(count / DRAWS, name).toBeLessThanOrEqual(ERROR);
  });
});
