import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../base/errors.js';
import {
  addOrderedRow,
  compareGradeShift,
  compareShareAtLeast,
  dominance,
  emptyOrderedTally,
  gradeShift,
  meanRanks,
  mergeOrderedTallies,
  type OrderedRow,
  type OrderedSpec,
  orderedGroups,
  orderedTally,
  orderedTallyFromJson,
  rankPreservation,
  shareAtLeast,
  superiority,
} from './index.js';

const spec: OrderedSpec = { policyDigest: '', attributes: ['g'], levels: ['C', 'B', 'A'], favourable: 'higher' };
const rows = (g: string, counts: readonly [number, number, number]): OrderedRow[] =>
  counts.map((people, i) => ({ values: [g], level: spec.levels[i]!, people }));
const groupsOf = (a: readonly [number, number, number], b: readonly [number, number, number], s = spec) =>
  orderedGroups(orderedTally(s, [...rows('a', a), ...rows('b', b)]), ['g']);
const fault = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof TribuneError) return `${error.code}: ${error.message} ${error.remedy}`;
    throw error;
  }
  return 'no fault';
};

describe('the tally of ordered outcomes', () => {
  const some: OrderedRow[] = [
    { values: ['a'], level: 'B', label: 'A' },
    { values: [null], level: 'C' },
    { values: ['a'], level: 'B', label: 'A', people: 3 },
    { values: ['a'], level: null },
    { values: ['b'], level: 'A', people: 0 },
  ];

  it('counts people by level and label, and what it leaves out by its reason', () => {
    const tally = orderedTally(spec, some);
    expect(tally.cells).toEqual([
      { values: ['a'], level: 1, label: 2, rows: 2, people: 4 },
      { values: [null], level: 0, label: null, rows: 1, people: 1 },
    ]);
    expect(tally.excluded).toEqual([
      { reason: 'missing outcome', rows: 1 },
      { reason: 'weight zero', rows: 1 },
    ]);
    expect(tally.rowsRead).toBe(5);
  });

  it('is the same row by row, in parts, in another order, and through JSON', () => {
    const whole = orderedTally(spec, some);
    expect(some.reduce(addOrderedRow, emptyOrderedTally(spec))).toEqual(whole);
    expect(orderedTally(spec, some.toReversed())).toEqual(whole);
    const parts = [orderedTally(spec, some.slice(0, 2)), orderedTally(spec, some.slice(2))] as const;
    expect(mergeOrderedTallies(parts[1], parts[0])).toEqual(whole);
    const json = JSON.parse(JSON.stringify(whole));
    expect(orderedTallyFromJson({ ...json, cells: json.cells.toReversed() })).toEqual(whole);
  });

  it('refuses levels that are not declared, rows of another shape and tallies of another declaration by name', () => {
    expect(fault(() => orderedTally(spec, [{ values: ['a'], level: 'AA' }]))).toMatch(
      /^DATA_VALUE_INVALID: level "AA" in row 1 is no declared level/,
    );
    expect(fault(() => addOrderedRow(orderedTally(spec, some), { values: ['a'], level: 'A', label: 'Q' }))).toMatch(
      /label "Q" in row 6/,
    );
    expect(fault(() => orderedTally(spec, [{ values: [], level: 'A' }]))).toMatch(/0 values for 1 attribute/);
    expect(fault(() => orderedTally(spec, [{ values: ['a'], level: 'A', people: 0.5 }]))).toMatch(
      /people 0.5 in row 1/,
    );
    const untyped = (row: unknown) => fault(() => orderedTally(spec, [row as OrderedRow]));
    expect(untyped({ values: ['a'], level: 'A', lable: 'B' })).toMatch(
      /^INVALID_ARGUMENT: row 1 has a "lable" Did you mean "label"/,
    );
    expect(untyped({ values: ['a'], level: 3 })).toMatch(/^DATA_VALUE_INVALID: level 3 in row 1 is no declared level/);
    expect(untyped({ values: ['a'] })).toMatch(/level undefined in row 1/);
    expect(untyped({ values: [7], level: 'A' })).toMatch(/a value of row 1 is 7/);
    expect(untyped({ values: 'a', level: 'A' })).toMatch(/row 1 has no list of values/);
    expect(untyped(null)).toMatch(/row 1 has no list of values/);
    expect(fault(() => emptyOrderedTally({ ...spec, levels: ['A'] }))).toMatch(/there are 1 levels/);
    expect(fault(() => emptyOrderedTally({ ...spec, levels: ['A', 'B', 'A'] }))).toMatch(/levels name "A" twice/);
    const upside = emptyOrderedTally({ ...spec, favourable: 'lower' });
    expect(fault(() => mergeOrderedTallies(emptyOrderedTally(spec), upside))).toMatch(/^TALLY_INVALID: .*favourable/);
    expect(fault(() => orderedGroups(emptyOrderedTally(spec), ['h']))).toMatch(/no attribute "h"/);
    const json = JSON.parse(JSON.stringify(orderedTally(spec, some)));
    for (const [change, place] of [
      [{ outcome: 'class' }, /outcome is not "ordered"/],
      [{ rowsRead: 6 }, /rowsRead is 6/],
      [{ cells: [...json.cells, json.cells[0]], rowsRead: 7 }, /cells\[2\] repeats/],
      [{ cells: [{ ...json.cells[0], level: 3 }, json.cells[1]] }, /cells\[0\]\.level is not a place/],
      [{ levels: ['C', 'B'] }, /is not a place/],
    ] as const) {
      expect(fault(() => orderedTallyFromJson({ ...json, ...change }))).toMatch(place);
    }
  });
});

describe('superiority', () => {
  it('is the share of pairs in which the group stands at the more favourable level, ties half', () => {
    // 2 x 2 pairs of a {C, A} and b {C, B}: C-C tie, C-B lost, A-C won, A-B won.
    const [a, b] = groupsOf([1, 0, 1], [1, 1, 0]);
    expect(superiority(a!, b!).estimate).toBe((0.5 + 0 + 1 + 1) / 4);
    expect(superiority(b!, a!).estimate).toBe(1 - 2.5 / 4);
  });

  it('turns round with the favourable end', () => {
    const [a, b] = groupsOf([40, 30, 30], [20, 30, 50]);
    const [c, d] = groupsOf([40, 30, 30], [20, 30, 50], { ...spec, favourable: 'lower' });
    expect(superiority(c!, d!).estimate).toBeCloseTo(1 - superiority(a!, b!).estimate!, 14);
    expect(superiority(c!, d!).lower).toBeCloseTo(1 - superiority(a!, b!).upper!, 12);
  });

  it('has an honest interval where the samples lie apart or are alike, and says so of small groups', () => {
    const [a, b] = groupsOf([0, 0, 40], [50, 0, 0]);
    expect(superiority(a!, b!)).toMatchObject({ estimate: 1, upper: 1, method: 'wilson (birnbaum-klose)' });
    expect(superiority(a!, b!).pValue).toBeLessThan(1e-15);
    expect(superiority(a!, b!).lower).toBeCloseTo(0.912, 3);
    const [c, d] = groupsOf([0, 9, 0], [0, 50, 0]);
    expect(superiority(c!, d!)).toMatchObject({ estimate: 0.5, status: 'insufficient', pValue: null });
    expect(superiority(c!, d!).reason).toBe('the group rests on 9 people, fewer than the 30 that the policy asks for');
  });

  it('is undefined without people, and refuses groups of other levels', () => {
    const [everybody] = orderedGroups(emptyOrderedTally(spec), []);
    expect(superiority(everybody!, everybody!)).toMatchObject({ estimate: null, status: 'undefined' });
    const [other] = orderedGroups(emptyOrderedTally({ ...spec, levels: ['C', 'A', 'B'] }), []);
    expect(fault(() => superiority(everybody!, other!))).toMatch(/other levels/);
  });
});

describe('shares and mean ranks', () => {
  it('share at a level or above', () => {
    const [a, b] = groupsOf([10, 20, 10], [30, 20, 10]);
    expect(shareAtLeast(a!, 'B')).toMatchObject({ estimate: 0.75, method: 'wilson', n: 40, status: 'ok' });
    expect(compareShareAtLeast(a!, b!, { level: 'B', compare: 'ratio' }).estimate).toBe(1.5);
    expect(fault(() => shareAtLeast(a!, 'b'))).toMatch(/"b" is no level/);
    const [lower] = groupsOf([10, 20, 10], [30, 20, 10], { ...spec, favourable: 'lower' });
    expect(shareAtLeast(lower!, 'B').estimate).toBe(0.75);
    expect(shareAtLeast(lower!, 'C').estimate).toBe(0.25);
  });

  it('mean ranks weighted by size add up to the middle, and their chances to one half', () => {
    const groups = groupsOf([10, 20, 10], [30, 20, 10]);
    const { groups: ranks } = meanRanks(groups);
    expect(ranks.reduce((sum, one, g) => sum + one.meanRank! * groups[g]!.n, 0)).toBeCloseTo((100 * 101) / 2, 9);
    expect(meanRanks([groups[0]!]).groups[0]!.ridit).toMatchObject({ estimate: 0.5, lower: null });
    expect(meanRanks([]).kruskalWallis).toBeNull();
  });
});

describe('dominance', () => {
  it('is shown only where every cut shows it', () => {
    const [a, b] = groupsOf([100, 100, 200], [200, 100, 100]);
    const found = dominance(a!, b!);
    expect(found.direction).toBe('group');
    expect(dominance(b!, a!).direction).toBe('reference');
    expect(found.groupAbove!.pValue).toBe(Math.max(...found.cuts.map((cut) => cut.pGroupHigher)));
  });

  it('tells a crossing, and what is not decided', () => {
    const [a, b] = groupsOf([200, 0, 200], [50, 300, 50]);
    expect(dominance(a!, b!).direction).toBe('crossing');
    const [c, d] = groupsOf([10, 10, 20], [12, 10, 18]);
    expect(dominance(c!, d!).direction).toBe('undecided');
  });

  it('names the levels at which nobody can be cut, and is undefined where there are no others', () => {
    const [a, b] = groupsOf([10, 30, 0], [20, 20, 0]);
    expect(dominance(a!, b!)).toMatchObject({ levelsWithoutCut: ['A'], status: 'ok' });
    const [c, d] = groupsOf([0, 40, 0], [0, 40, 0]);
    expect(dominance(c!, d!)).toMatchObject({ direction: 'undefined', status: 'undefined', groupAbove: null });
  });
});

describe('grade shift', () => {
  const marked = (g: string, label: string, level: string, people: number): OrderedRow => ({
    values: [g],
    label,
    level,
    people,
  });

  it('counts who was lowered, kept and raised, and by how much', () => {
    const tally = orderedTally(spec, [
      marked('a', 'A', 'C', 10),
      marked('a', 'B', 'B', 20),
      marked('a', 'C', 'B', 10),
      marked('b', 'A', 'A', 40),
      { values: ['a'], level: 'A' },
    ]);
    const [a, b] = orderedGroups(tally, ['g']);
    const shift = gradeShift(a!);
    expect([shift.lowered.estimate, shift.kept.estimate, shift.raised.estimate]).toEqual([0.25, 0.5, 0.25]);
    expect(shift.mean).toMatchObject({ estimate: -0.25, n: 40, status: 'ok' });
    expect(shift.countByShift).toEqual([
      { shift: -2, people: 10 },
      { shift: 0, people: 20 },
      { shift: 1, people: 10 },
    ]);
    // Nobody of b was moved, which does not mean that nobody could be: Gaffke's interval says how many might.
    expect(gradeShift(b!).mean).toMatchObject({ estimate: 0, method: 'gaffke', status: 'ok' });
    expect(gradeShift(b!).mean.upper).toBeGreaterThan(0.1);
    expect(compareGradeShift(a!, b!)).toMatchObject({
      estimate: -0.25,
      test: null,
      method: 'mover(student t, gaffke)',
    });
  });

  it('is undefined where nobody has a label', () => {
    const [a, b] = groupsOf([10, 20, 10], [30, 20, 10]);
    expect(gradeShift(a!).mean).toMatchObject({ estimate: null, reason: '0/0: nobody in the group has a label' });
    expect(compareGradeShift(a!, b!).status).toBe('undefined');
  });
});

describe('properties of random tallies', () => {
  const counts = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 3, maxLength: 3 });

  it('superiorities of two groups add up to 1, lie in their intervals, and follow the order of levels only', () => {
    fc.assert(
      fc.property(counts, counts, (one, two) => {
        const [a, b] = [one, two].map((c) => groupsOf(c as [number, number, number], [1, 0, 0])[0] ?? null);
        if (a?.key.g !== 'a' || b?.key.g !== 'a') return;
        const [ours, theirs] = [superiority(a, b), superiority(b, a)];
        expect(ours.estimate! + theirs.estimate!).toBeCloseTo(1, 12);
        expect(ours.lower! <= ours.estimate! && ours.estimate! <= ours.upper!).toBe(true);
        expect(ours.lower! >= 0 && ours.upper! <= 1).toBe(true);
        const { groupAbove, referenceAbove } = dominance(a, b);
        if (groupAbove !== null) expect(groupAbove.pValue + referenceAbove!.pValue).toBeGreaterThan(0.999);
      }),
    );
  });

  it('pairs within and across institutions are all pairs of different labels', () => {
    const level = fc.constantFrom('C', 'B', 'A');
    const person = fc.record({ values: fc.tuple(fc.constantFrom('x', 'y', 'z')), level, label: level });
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 30 }), (people) => {
        const schools = { ...spec, attributes: ['school'] };
        const [found] = rankPreservation(orderedTally(schools, people), { institution: 'school', replicates: 2 });
        let [within, across, turned] = [0, 0, 0];
        const rank = (word: string) => spec.levels.indexOf(word);
        for (const one of people) {
          for (const two of people) {
            if (rank(one.label) <= rank(two.label)) continue;
            const same = one.values[0] === two.values[0];
            if (same) within += 1;
            else across += 1;
            if (!same && rank(one.level) < rank(two.level)) turned += 1;
          }
        }
        expect(found).toMatchObject({ pairsWithin: within, pairsAcross: across });
        expect(found!.turnedAcross.estimate).toBe(across === 0 ? null : turned / across);
      }),
    );
  });
});

describe('rank preservation', () => {
  const schools: OrderedSpec = { ...spec, attributes: ['school', 'sex'] };
  const pupil = (school: string | null, sex: string, label: string, level: string): OrderedRow => ({
    values: [school, sex],
    label,
    level,
  });

  it('counts pairs turned round within and across institutions, and who is capped', () => {
    // Hill never gives an A: its best pupil, who earned one, gets a B, below a pupil of Lake who earned a B and gets an A.
    const tally = orderedTally(schools, [
      pupil('Hill', 'f', 'A', 'B'),
      pupil('Hill', 'm', 'C', 'C'),
      pupil('Lake', 'f', 'B', 'A'),
      pupil('Lake', 'm', 'C', 'B'),
      pupil(null, 'm', 'A', 'C'),
    ]);
    const [everybody] = rankPreservation(tally, { institution: 'school' });
    // Across: Hill's A over Lake's B (turned) and C (levelled), Lake's B over Hill's C. Within: one pair in each.
    expect(everybody).toMatchObject({ people: 4, institutions: 2, pairsAcross: 3, pairsWithin: 2 });
    expect(everybody!.turnedAcross).toMatchObject({ estimate: 1 / 3, status: 'insufficient' });
    expect(everybody!.turnedAcross.reason).toBe('rests on 2 institutions, fewer than the 30 that are asked for');
    expect(everybody!.turnedWithin.estimate).toBe(0);
    expect(everybody!.capped.estimate).toBe(1 / 4);
    const [girls, boys] = rankPreservation(tally, { institution: 'school', by: ['sex'] });
    expect(girls!.capped.estimate).toBe(1 / 2);
    expect(boys!.turnedAcross).toMatchObject({ estimate: null, status: 'undefined' });
  });

  it('refuses the institution among the groups and unknown attributes', () => {
    const tally = emptyOrderedTally(schools);
    expect(fault(() => rankPreservation(tally, { institution: 'shool' }))).toMatch(
      /no attribute "shool" Did you mean "school"/,
    );
    expect(fault(() => rankPreservation(tally, { institution: 'school', by: ['school'] }))).toMatch(
      /institution itself/,
    );
  });
});
