import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../../stats/index.js';
import { studentCritical } from '../../../stats/special/index.js';
import { heldShare, positionWeight, type RankingRow, rankingGroups, rankingTally } from './index.js';

const groupsOf = (rows: readonly RankingRow[]) =>
  rankingGroups(rankingTally({ policyDigest: '', attributes: ['sex'], k: [3], relevance: 'given' }, rows));

/** Lists of four to nine candidates in drawn order, some not shown; sex is unknown of one in ten. */
function drawnLists(lists: number, seed: number): RankingRow[] {
  const random = createGenerator(seed);
  return Array.from({ length: lists }, (_, l) => {
    const size = 4 + random.nextInteger(6);
    return Array.from({ length: size }, (__, i): RankingRow => {
      const u = random.nextUniform();
      const sex = u < 0.1 ? null : u < 0.5 ? 'f' : 'm';
      return { list: `q${l}`, values: [sex], position: i < size - 2 ? i + 1 : null, relevance: random.nextInteger(4) };
    });
  }).flat();
}

/** The share and its variance between lists, counted over the rows themselves. */
function counted(rows: readonly RankingRow[], sex: string | null, of: (row: RankingRow) => number) {
  const lists = new Map<string, { own: number; all: number }>();
  for (const row of rows) {
    const sums = lists.get(row.list) ?? { own: 0, all: 0 };
    sums.all += of(row);
    if (row.values[0] === sex) sums.own += of(row);
    lists.set(row.list, sums);
  }
  const sums = [...lists.values()];
  const all = sums.reduce((sum, one) => sum + one.all, 0);
  const share = sums.reduce((sum, one) => sum + one.own, 0) / all;
  const squares = sums.reduce((sum, one) => sum + ((one.own - share * one.all) / all) ** 2, 0);
  return { share, error: Math.sqrt((squares * sums.length) / (sums.length - 1)), lists: sums.length };
}

describe('the share of exposure and of relevance that a group holds', () => {
  const rows = drawnLists(60, 5);
  const groups = groupsOf(rows);
  const exposure = ({ position }: RankingRow) => (position === null ? 0 : positionWeight(position));
  const relevance = (row: RankingRow) => row.relevance ?? 0;

  it('is that of the rows, with the variance between lists that they have', () => {
    for (const group of groups)
      for (const [held, of] of [
        ['exposure', exposure],
        ['relevance', relevance],
      ] as const) {
        const { share, error, lists } = counted(rows, group.key.sex!, of);
        const found = heldShare(group, held);
        // Exposure is summed in steps of 2^-32.
        expect(found.estimate).toBeCloseTo(share, 8);
        const half = (studentCritical(0.95, lists - 1) * error) / (share * (1 - share));
        const logit = (end: number) => Math.log(end / (1 - end)) - Math.log(share / (1 - share));
        expect(logit(found.lower!)).toBeCloseTo(-half, 6);
        expect(logit(found.upper!)).toBeCloseTo(half, 6);
        expect(found).toMatchObject({ n: lists, method: 'logit linearised by list', status: 'ok' });
      }
  });

  it('sums to 1 over all groups, unknown ones among them', () => {
    const sum = groups.reduce((total, group) => total + heldShare(group, 'exposure').estimate!, 0);
    expect([groups.length, sum]).toEqual([3, expect.closeTo(1, 12)]);
  });

  it('of a group that is never shown has the limit of lists that are all alike, and is undefined where nobody is', () => {
    const hidden = rows.map((row) => ({ ...row, values: [row.position === null ? 'f' : 'm'] }));
    const [women] = groupsOf(hidden);
    const found = heldShare(women!, 'exposure');
    expect(found).toMatchObject({ estimate: 0, lower: 0, method: 'clopper-pearson by list' });
    expect(found.upper).toBeGreaterThan(1 - 0.025 ** (1 / 60));
    expect(found.upper).toBeLessThan(0.1);
    const nobody = groupsOf(rows.map((row) => ({ ...row, position: null, relevance: 0 })));
    expect(heldShare(nobody[0]!, 'exposure')).toMatchObject({ status: 'undefined', reason: '0/0: nobody was shown' });
    expect(heldShare(nobody[0]!, 'relevance')).toMatchObject({ estimate: null, status: 'undefined' });
  });

  it('says so where the group stands in too few lists, and has no interval from one', () => {
    expect(heldShare(groups[0]!, 'exposure', { minGroupSize: 1000 })).toMatchObject({ status: 'insufficient' });
    const [only] = groupsOf(drawnLists(1, 3));
    expect(heldShare(only!, 'exposure')).toMatchObject({ lower: null, upper: null });
  });

  it('covers the truth, which is .4 where the order has nothing to do with sex', () => {
    const draws = 200;
    let missed = 0;
    for (let draw = 0; draw < draws; draw++) {
      const women = groupsOf(drawnLists(30, 1000 + draw)).find(({ key }) => key.sex === 'f')!;
      const { lower, upper } = heldShare(women, 'exposure');
      if (lower! > 0.4 || upper! < 0.4) missed++;
    }
    // The draws are always the same; 5 % of 200 are 10, and of 4,000 it was 4.5 %.
    expect(missed).toBeLessThanOrEqual(16);
  });
});
