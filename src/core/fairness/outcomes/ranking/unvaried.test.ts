import { describe, expect, it } from 'vitest';
import { createGenerator, type Generator } from '../../../stats/index.js';
import {
  compareRankingMetric,
  estimateRankingMetric,
  measuredRanking,
  measuredRankingGap,
  type RankingQuestion,
  type RankingRow,
  rankingGroups,
  rankingTally,
  topShare,
} from './index.js';

/** 30 lists of two women and four men, of whom the first three are shown: every one a man. */
const excluding = (lists: number): RankingRow[] =>
  Array.from({ length: lists }, (_, l) =>
    ['f', 'f', 'm', 'm', 'm', 'm'].map((sex, i): RankingRow => {
      const position = i < 2 || i > 4 ? null : i - 1;
      return { list: `q${l}`, values: [sex], position, relevance: 1 };
    }),
  ).flat();
const groupsOf = (rows: readonly RankingRow[]) =>
  rankingGroups(rankingTally({ policyDigest: '', attributes: ['sex'], k: [1, 3], relevance: 'given' }, rows));

/** The largest chance of a list that is different, where `lists` are alike: (1 - p)^lists = (1 - level) / 2. */
const chance = (lists: number, level: number) => 1 - ((1 - level) / 2) ** (1 / lists);

describe('a value that is the same in every list', () => {
  const [women, men] = groupsOf(excluding(30));
  const top = { metric: 'share_in_top_k', k: 3 } as const;

  it('of a group that is never shown is bounded by the number of lists, as Clopper and Pearson bound a share of none', () => {
    const { estimate, lower, upper, method } = estimateRankingMetric(women!, top);
    expect([estimate, lower, method]).toEqual([0, 0, 'clopper-pearson by list']);
    expect(upper).toBeCloseTo(chance(30, 0.95), 12);
    for (const question of [
      { metric: 'exposure', per: 'candidate' },
      { metric: 'pairwise_accuracy', pairs: 'across' },
      { metric: 'exposure_per_relevance' },
    ] as const) {
      const rows = excluding(30)
        .filter((_, i) => i % 6 < 5)
        .map((row) => ({ ...row, relevance: row.values[0] === 'f' ? 2 : 1 }));
      const [group] = groupsOf(rows);
      const found = estimateRankingMetric(group!, question);
      // Twice as relevant, so that exposure over relevance is half of exposure per candidate.
      const most = question.metric === 'exposure_per_relevance' ? chance(30, 0.95) / 2 : chance(30, 0.95);
      expect([found.estimate, found.lower]).toEqual([0, 0]);
      expect(found.upper).toBeCloseTo(most, 12);
    }
  });

  it('anywhere in 0..1 is bounded on either side, and at 1 below', () => {
    const { estimate, lower, upper } = estimateRankingMetric(men!, top);
    expect(estimate).toBe(0.75);
    expect(lower).toBeCloseTo(0.75 * (1 - chance(30, 0.95)), 12);
    expect(upper).toBeCloseTo(0.75 + 0.25 * chance(30, 0.95), 12);
    const ordered = estimateRankingMetric(men!, { metric: 'ndcg' });
    expect(ordered.lower).toBeLessThan(ordered.estimate!);
    expect(measuredRanking(men!, top)).toMatchObject({ n: 30, method: 'clopper-pearson by list' });
    expect(estimateRankingMetric(groupsOf(excluding(1))[0]!, top)).toMatchObject({ lower: null, upper: null });
  });

  it('makes a gap from the limits of both sides, each at half of the level, and a ratio to it', () => {
    const half = chance(30, 0.975);
    const judged = measuredRankingGap(women!, men!, top, 'difference');
    const span = judged.interval(0.95)!;
    expect(span.upper).toBeCloseTo(half - 0.75 * (1 - half), 12);
    expect(judged).toMatchObject({ method: 'bonferroni(clopper-pearson by list)', pValue: null });
    const ratio = measuredRankingGap(women!, men!, top, 'ratio').interval(0.95)!;
    expect([ratio.lower, ratio.upper]).toEqual([0, expect.closeTo(half / (0.75 * (1 - half)), 12)]);
    const turned = measuredRankingGap(men!, women!, top, 'ratio').interval(0.95)!;
    expect([turned.lower, turned.upper]).toEqual([
      expect.closeTo((0.75 * (1 - half)) / half, 10),
      Number.POSITIVE_INFINITY,
    ]);
    expect(compareRankingMetric(women!, men!, top, 'ratio')).toMatchObject({ estimate: 0, lower: 0, test: null });
    expect(judged.enlarged(4).interval(0.95)!.upper).toBeLessThan(span.upper);
    const nobody = groupsOf(excluding(30).map((row) => ({ ...row, position: null })));
    expect(measuredRankingGap(nobody[0]!, nobody[1]!, top, 'ratio').interval(0.95)).toBeNull();
    expect(measuredRankingGap(nobody[0]!, nobody[1]!, top, 'difference').interval(0.95)!.upper).toBeCloseTo(half, 12);
  });

  it('counts lists by their effective number: one long list is hardly more than one', () => {
    const long = Array.from({ length: 300 }, (_, i): RankingRow => {
      return { list: 'long', values: [i < 200 ? 'f' : 'm'], position: i < 200 ? null : i - 199, relevance: 1 };
    });
    const [group] = groupsOf([...excluding(29), ...long]);
    const effective = (29 * 2 + 200) ** 2 / (29 * 4 + 200 ** 2);
    expect(estimateRankingMetric(group!, top).upper).toBeCloseTo(chance(effective, 0.95), 10);
  });

  it('of no places against the pool and against a declared share', () => {
    const { share, difference, ratio } = topShare(women!, { k: 3, target: 'pool' });
    // A third of the candidates in every list: the pool is given, and has no error of its own.
    expect(share.upper).toBeCloseTo(chance(30, 0.95), 12);
    expect(difference.upper).toBeCloseTo(chance(30, 0.95) - 1 / 3, 12);
    expect(ratio.upper).toBeCloseTo(3 * chance(30, 0.95), 12);
    const declared = estimateRankingMetric(women!, { metric: 'representation_in_top_k', k: 3, target: 0.5 });
    expect([declared.estimate, declared.upper]).toEqual([0, expect.closeTo(2 * chance(30, 0.95), 12)]);
  });
});

/** Lists of one or two members of a and four to nine of b, of whom three are shown: one of a, or with `together` all of a, with this chance. */
function rareLists(lists: number, shown: number, together: boolean, generator: Generator): RankingRow[] {
  return Array.from({ length: lists }, (_, l) => {
    const [a, b] = [1 + generator.nextInteger(2), 4 + generator.nextInteger(6)];
    const first = generator.nextUniform() < shown ? (together ? a : 1) : 0;
    const row = (value: string, position: number | null): RankingRow => ({ list: `q${l}`, values: [value], position });
    const ofA = Array.from({ length: a }, (__, i) => row('a', i < first ? i + 1 : null));
    return [...ofA, ...Array.from({ length: b }, (__, i) => row('b', i + first < 3 ? i + first + 1 : null))];
  }).flat();
}

describe('errors where a group stands in the first places of few lists', () => {
  const LONG = process.env.TRIBUNE_LONG !== undefined;
  const draws = LONG ? 4000 : 150;
  const LIMIT_MS = LONG ? 1_200_000 : 60_000;
  const question: RankingQuestion = { metric: 'share_in_top_k', k: 3 };
  const spec = { policyDigest: '', attributes: ['g'], k: [3], relevance: 'none' } as const;

  it.each([
    [10, 0.3],
    [10, 2],
    [30, 1],
    [30, 4],
    [100, 2],
    [100, 6],
  ])(
    'at most one in twenty on either side: %d lists, of which %d on average show it',
    { timeout: LIMIT_MS },
    (lists, expected) => {
      for (const together of [false, true]) {
        const generator = createGenerator(1130, lists);
        const shown = expected / lists;
        const inFirst = together ? 1.5 * shown : shown;
        const [a, b] = [inFirst / 1.5, (3 - inFirst) / 6.5];
        const wrong = { value: [0, 0], difference: [0, 0], ratio: [0, 0] };
        for (let draw = 0; draw < draws; draw++) {
          const [one, two] = rankingGroups(rankingTally(spec, rareLists(lists, shown, together, generator)));
          const count = (name: keyof typeof wrong, span: { lower: number; upper: number } | null, truth: number) => {
            wrong[name][0]! += Number(span!.upper < truth);
            wrong[name][1]! += Number(span!.lower > truth);
          };
          const measured = measuredRanking(one!, question);
          if (measured.kind === 'limits') count('value', measured.at(0.95), a);
          count('difference', measuredRankingGap(one!, two!, question, 'difference').interval(0.95), a - b);
          count('ratio', measuredRankingGap(one!, two!, question, 'ratio').interval(0.95), a / b);
        }
        const shares = Object.entries(wrong).map(([name, counts]) => [name, ...counts.map((one) => one / draws)]);
        if (LONG) console.log(`${lists} lists, ${expected} shown${together ? ', together' : ''}: ${shares.join('; ')}`);
        // As docs/explanations/rankings.md prints; few draws vary more.
        for (const [name, ...each] of shares)
          for (const one of each) expect(one, String(name)).toBeLessThanOrEqual(LONG ? 0.055 : 0.12);
      }
    },
  );
});
