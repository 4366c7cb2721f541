import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../../core/stats/index.js';
import { answeredShares, multiplicityOf, reasonsOverTime, sensitiveShares, type Told, versionShift } from './index.js';
import { strongest } from './told.js';
import { shownCount, withheldCells } from './withheld.js';

const DAY_MS = 86_400_000;
const told = (values: readonly number[], more: Partial<Told> = {}): Told => ({
  ...{ decision: 'd', atMs: 0, inputs: ['age', 'income', 'postcode'], values: Float64Array.from(values) },
  ...{ good: 1, isAdverse: true, group: null, ...more },
});
const many = (n: number, one: (i: number) => Told): Told[] => Array.from({ length: n }, (_, i) => one(i));

describe('the strongest reasons', () => {
  it('are the inputs that spoke against the person, whichever way the score is good, ties by name', () => {
    expect(strongest(told([-2, 1, -3]), 4)).toEqual(['postcode', 'age']);
    expect(strongest(told([-2, 1, -3], { good: -1 }), 4)).toEqual(['income']);
    expect(strongest(told([-1, -1, -1]), 2)).toEqual(['age', 'income']);
  });
});

describe('small cells', () => {
  it('are withheld, and with one of them the next, so that it does not follow from the whole', () => {
    const of = (...counts: number[]) => [...withheldCells(new Map(counts.map((n, i) => [`g${i}`, n])))];
    expect(of(400, 500)).toEqual([]);
    expect(of(400, 500, 3)).toEqual(['g2', 'g0']);
    expect(of(400, 20, 12)).toEqual(['g2', 'g1']);
    expect(of(400, 0)).toEqual(['g1', 'g0']);
  });
});

describe('few people', () => {
  const answer = { why: 'yes', next: 'no', wrong: [] } as const;
  const answers = (n: number, more: object = {}) =>
    answeredShares(many(n, () => told([])).map(() => ({ group: null, answer: { ...answer, ...more } })));

  it('have no share anywhere, also where all are few', () => {
    expect(answers(29)).toEqual({ groups: [], withheld: 1 });
    expect(answers(30)).toMatchObject({
      groups: [{ people: 30, knowsWhy: { estimate: 1, status: 'ok' } }],
      withheld: 0,
    });
    expect(answers(0)).toMatchObject({ groups: [{ people: 0, knowsWhy: { status: 'undefined' } }], withheld: 0 });
    // A cell of the answer is one too: of 30 nobody gave another value that could be run again but one.
    const wrong = [{ input: 'age', value: 1, check: 'same outcome' }];
    const one = answeredShares(
      many(30, () => told([])).map((_, i) => ({
        group: null,
        answer: { ...answer, wrong: i === 0 ? wrong : [] } as never,
      })),
    );
    expect(one.groups[0]!.decidesOtherwise).toMatchObject({
      n: 1,
      estimate: null,
      lower: null,
      status: 'insufficient',
    });
  });

  it('have no share by subtraction either, where few of a group that is shown were asked or had an adverse decision', () => {
    // Everybody less those of F is the one of M, whose answer would follow.
    const asked = many(80, (i) => told([], { group: i < 40 ? 'F' : 'M' })).map(({ group }, i) => ({
      ...{ group, answer: { ...answer, why: i < 41 ? 'yes' : null } as never },
    }));
    const { groups } = answeredShares(asked);
    expect(groups.map(({ knowsWhy: { n, estimate } }) => [n, estimate])).toEqual([
      [41, 1],
      [40, null],
      [1, null],
    ]);
    expect(groups.map(({ knowsNext: { n, estimate } }) => [n, estimate])).toEqual([
      [80, 0],
      [40, 0],
      [40, 0],
    ]);
    const decided = many(80, (i) => told([-1], { inputs: ['age'], group: i < 40 ? 'F' : 'M', isAdverse: i < 41 }));
    const shift = versionShift(
      decided.map((one, i) => ({ ...one, outcome: i < 41 ? (0 as const) : null })),
      {
        version: 'v',
        people: decided.map(() => ({ inputs: ['age'], values: Float64Array.of(-1), outcome: 1 as const })),
      },
    );
    expect(
      shift.groups.map(({ topChanges, reasonsChange, flips, gained, lost }) => [
        ...[topChanges.estimate, reasonsChange.estimate, flips.estimate],
        ...[gained, lost],
      ]),
    ).toEqual([
      [0, 0, 1, 41, 0],
      [null, null, null, null, null],
      [null, null, null, null, null],
    ]);
  });

  it('have no number either, nor do those that are left of the others', () => {
    expect([shownCount(1, 1), shownCount(29, 90), shownCount(61, 90), shownCount(45, 90)]).toEqual([
      null,
      null,
      null,
      45,
    ]);
    expect([shownCount(0, 0), shownCount(0, 90), shownCount(90, 90), shownCount(0, 5)]).toEqual([0, 0, 90, null]);
  });
});

describe('reasons over time', () => {
  it('tell the share of each strongest reason and call it changed only where it is', () => {
    const generator = createGenerator(7n);
    const noise = () => generator.nextUniform() - 0.5;
    // On the second day the postcode is the strongest reason of most; the income is what it was.
    const people = [0, 1].flatMap((day) =>
      many(200, (i) => {
        const shift = day === 1 && i % 4 !== 0 ? -3 : 0;
        return told([-2 + noise(), noise(), shift + noise()], { atMs: day * DAY_MS + i });
      }),
    );
    const { windows, changes, withheld } = reasonsOverTime(people, DAY_MS);
    expect([windows.length, withheld]).toEqual([2, 0]);
    const topOfLast = windows[1]!.inputs.find(({ input }) => input === 'postcode')!.top;
    expect(topOfLast).toMatchObject({ estimate: 0.75, n: 200, status: 'ok' });
    expect(topOfLast.lower!).toBeLessThan(0.75);
    expect(
      changes!
        .filter(({ isChanged }) => isChanged)
        .map(({ input }) => input)
        .toSorted(),
    ).toEqual(['age', 'postcode']);
    const { top } = changes!.find(({ input }) => input === 'postcode')!;
    expect([top.estimate, top.method]).toEqual([0.75, 'newcombe']);
  });

  it('hold their error: of 200 series where nothing changes, few are called changed', () => {
    let changed = 0;
    for (let seed = 1; seed <= 200; seed++) {
      const generator = createGenerator(BigInt(seed));
      const people = many(120, (i) =>
        told(
          [0, 0, 0].map(() => generator.nextUniform() - 0.5),
          { atMs: (i % 2) * DAY_MS },
        ),
      );
      if (reasonsOverTime(people, DAY_MS).changes!.some(({ isChanged }) => isChanged)) changed++;
    }
    // Expected are at most 10 with a standard deviation of 3.
    expect(changed).toBeLessThan(20);
  });

  it('show no window of few people, and no change from one window', () => {
    const people = [...many(40, () => told([-1, 0, 0])), ...many(5, () => told([0, -1, 0], { atMs: DAY_MS }))];
    expect(reasonsOverTime(people, DAY_MS)).toMatchObject({ windows: [], withheld: 2, changes: null });
  });
});

describe('the share of sensitive strongest reasons', () => {
  it('is of adverse decisions, by group, without groups of few', () => {
    const people = [
      ...many(60, (i) => told(i < 15 ? [-1, 0, 0] : [0, 0, -1], { group: 'F' })),
      ...many(40, () => told([0, -1, 0], { group: 'M' })),
      ...many(9, () => told([-1, 0, 0], { isAdverse: false, group: 'M' })),
    ];
    const { groups, withheld } = sensitiveShares(people, { protected: ['age'], proxies: ['postcode'] });
    expect(
      groups.map(({ group, people: n, protected: own, proxy }) => [group, n, own.estimate, proxy.estimate]),
    ).toEqual([
      [null, 100, 0.15, 0.45],
      ['F', 60, 0.25, 0.75],
      ['M', 40, 0, 0],
    ]);
    expect(withheld).toBe(0);
    expect(sensitiveShares([], { protected: [], proxies: [] }).groups[0]!.protected).toMatchObject({
      estimate: null,
      status: 'undefined',
    });
  });
});

describe('another version', () => {
  const decided = many(40, (i) => told([-1, -0.5, 0], { group: i < 20 ? 'F' : 'M' })).map((one) => ({
    ...one,
    outcome: 0 as const,
  }));
  const word = (values: readonly number[], outcome: 0 | 1) => ({
    ...{ inputs: ['income', 'age', 'postcode'], values: Float64Array.from(values), outcome },
  });

  it('is compared by names of inputs, with who gains and who loses, and those it cannot read are counted', () => {
    const people = decided.map((_, i) =>
      i === 0 ? null : word(i <= 10 ? [-2, -1, 0] : [-0.5, -1, 0], i <= 4 ? 1 : 0),
    );
    const shift = versionShift(decided, { version: 'sha256:b', people });
    expect(shift).toMatchObject({ notRead: 1, withheld: 2 });
    const [all] = shift.groups;
    expect([all!.people, all!.topChanges.estimate, all!.reasonsChange.estimate]).toEqual([39, 10 / 39, 0]);
    expect([all!.flips.estimate, all!.gained, all!.lost]).toEqual([4 / 39, 4, 0]);
  });

  it('among several makes an outcome hang on the choice where two of them differ', () => {
    const by = (outcome: (i: number) => 0 | 1) => ({
      ...{ version: 'v', people: decided.map((_, i) => word([0, 0, 0], outcome(i))) },
    });
    const { versions, groups } = multiplicityOf(decided, [by((i) => (i < 5 ? 1 : 0)), by((i) => (i >= 38 ? 1 : 0))]);
    expect([versions, groups[0]!.ambiguous.estimate, groups[0]!.people]).toEqual([3, 7 / 40, 40]);
  });
});
