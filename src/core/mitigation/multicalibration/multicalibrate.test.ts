import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv } from '../../../../test/support/shared.js';
import { createGenerator } from '../../stats/index.js';
import { applyShifts, multicalibrate, type NamedGroup } from '../index.js';

const GROUPS = 1000;
/** Groups whose true chance is off the score by so much. */
const PLANTED: Readonly<Record<number, number>> = { 3: 0.2, 250: -0.2, 777: 0.15 };

/** People who each belong to about one in fifteen of a thousand groups; a score says the chance, but for those of planted groups. */
function people(rows: number, seed: string, planted: Readonly<Record<number, number>> = PLANTED) {
  const random = createGenerator(seed);
  const members = Array.from({ length: GROUPS }, (): number[] => []);
  const score = new Float64Array(rows);
  const label = new Float64Array(rows);
  for (let r = 0; r < rows; r++) {
    let chance = 0.25 + 0.5 * random.nextUniform();
    score[r] = chance;
    for (let k = 0; k < GROUPS / 15; k++) {
      const g = random.nextInteger(GROUPS);
      if (members[g]!.at(-1) === r) continue;
      members[g]!.push(r);
      chance += planted[g] ?? 0;
    }
    label[r] = +(random.nextUniform() < Math.min(1, Math.max(0, chance)));
  }
  return { score, label, groups: members.map((own, g): NamedGroup => ({ name: `g${g}`, rows: own })) };
}
const offOf = (score: Float64Array, label: Float64Array, { rows }: NamedGroup): number =>
  Array.from(rows).reduce((sum, r) => sum + label[r]! - score[r]!, 0) / rows.length;

describe('many overlapping groups', () => {
  it('are searched for those that are off, which are mended for people who come later', () => {
    const { score, label, groups } = people(20_000, 'found');
    const found = multicalibrate(score, label, groups, { seed: 1, bins: 1, alpha: 0.03 });
    const names = Object.keys(PLANTED).map((g) => `g${g}`);
    expect(new Set(found.shifts.map(({ group }) => group))).toEqual(new Set(names));
    expect(found.before!.group).toMatch(/^g(3|250)$/);
    expect([found.after, found.lossAfter < found.lossBefore]).toEqual([null, true]);
    const later = people(20_000, 'later');
    const mended = applyShifts(found.shifts, later.score, later.groups);
    for (const [g, off] of Object.entries(PLANTED)) {
      const group = later.groups[Number(g)]!;
      expect(Math.abs(offOf(later.score, later.label, group))).toBeGreaterThan(Math.abs(off) - 0.06);
      expect(Math.abs(offOf(mended, later.label, group))).toBeLessThan(0.06);
    }
  });

  it('of which none is off are left alone', () => {
    const { score, label, groups } = people(5_000, 'right', {});
    expect(multicalibrate(score, label, groups, { seed: 1 })).toMatchObject({ shifts: [], before: null, after: null });
  });

  it('are shifted in their first part where a shift of all of them is refused', () => {
    const random = createGenerator(1, 9);
    const score = Float64Array.from({ length: 800 }, (_, r) => (r % 2 === 0 ? 0.1 : 0.7));
    // The low scores are too low for everybody; the high ones are too low for who finds, and too high for who checks.
    const label = score.map((p, r) => {
      const isFinding = random.nextInteger(2) === 0;
      return p < 0.5 ? +(r % 20 < 6) : +(isFinding || r % 10 === 1);
    });
    const groups = [{ name: 'all', rows: Array.from(score.keys()) }];
    const { shifts, refused } = multicalibrate(score, label, groups, { seed: 1 });
    expect(shifts.map(({ from, to }) => [from, to])).toEqual([[0, 0.2]]);
    expect(shifts[0]!.by).toBeCloseTo(0.2, 1);
    expect(refused).toBe(2);
  });

  it('with too few people are named and not judged', () => {
    const groups = [{ name: 'few', rows: [0, 1] }];
    const found = multicalibrate(Float64Array.of(0.1, 0.1, 0.9), [1, 1, 1], groups, { seed: 1 });
    expect([found.tooSmall, found.judged, found.shifts]).toEqual([['few'], 0, []]);
  });
});

it.each<[string, () => unknown, string]>([
  ['a score above 1', () => multicalibrate(Float64Array.of(2), [1], [], { seed: 1 }), 'the score of row 0 is 2'],
  [
    'a row that there is not',
    () => multicalibrate(Float64Array.of(0.5), [1], [{ name: 'a', rows: [1] }], { seed: 1 }),
    'row 1 of group "a"',
  ],
  [
    'a group of a shift that is not given',
    () => applyShifts([{ group: 'a', from: 0, to: 1, by: 0.1 }], Float64Array.of(0.5), []),
    'no group "a"',
  ],
])('%s is refused', (_, call, said) => expect(call).toThrow(said));

describe.skipIf(!hasShared)(
  'on law school scores, on which the procedure of the peers makes the worst group of other people worse',
  () => {
    it('nobody is worse off', () => {
      const rows = sharedCsv('data/predictions-law-school-lr.csv.gz');
      const score = Float64Array.from(rows, (row) => Number(row.score));
      const label = Float64Array.from(rows, (row) => Number(row.y_true));
      const names = ['race', 'sex'].flatMap((by) => [...new Set(rows.map((row) => `${by}=${row[by]}`))]);
      const groups = names.map((name) => {
        const [by, value] = name.split('=') as [string, string];
        return { name, rows: rows.flatMap((row, r) => (row[by] === value ? [r] : [])) };
      });
      const found = multicalibrate(score, label, groups, { seed: 1, bins: 10 });
      expect(found.lossAfter).toBeLessThanOrEqual(found.lossBefore);
    });
  },
);
