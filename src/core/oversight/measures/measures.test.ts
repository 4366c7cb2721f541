import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../stats/index.js';
import type { CaseRead } from '../cases/index.js';
import type { OutcomeScale, OutcomeValue } from '../scale/index.js';
import {
  involvementOf,
  overturnRates,
  pairMeasures,
  type ReadingFacts,
  type SwitchReading,
  switchRates,
} from './index.js';

/** Intervals were computed by hand from the formulas of Wilson and Newcombe with z = 1.959964. */
const near = ([estimate, lower, upper]: readonly [number, number, number]) => ({
  estimate: expect.closeTo(estimate, 6),
  lower: expect.closeTo(lower, 6),
  upper: expect.closeTo(upper, 6),
  status: 'ok',
});
const UNKNOWN = { estimate: null, lower: null, upper: null, status: 'undefined' };

const BINARY: OutcomeScale = { kind: 'binary', favourable: 1 };
const LEVELS: OutcomeScale = { kind: 'ordered', levels: ['a', 'b', 'c', 'd'], isHigherBetter: true };
const reading = (
  scale: OutcomeScale,
  [machine, view, answer, truth]: readonly [OutcomeValue, OutcomeValue, OutcomeValue, OutcomeValue | null],
): SwitchReading => ({ scale, machine, view, answer, truth });

describe('switches between view and answer', () => {
  it('are told apart by whether the machine was right', () => {
    const found = switchRates(
      (
        [
          [1, 0, 1, 0],
          [1, 0, 0, 0],
          [1, 0, 1, 1],
          [1, 0, 1, null],
          [0, 0, 1, 1],
          [0, 0, 0, 0],
        ] as const
      ).map((one) => reading(BINARY, one)),
    );
    expect(found).toMatchObject({
      ...{ readings: 6, truthUnknown: 1, further: 0 },
      all: { toward: near([0.75, 0.3006418, 0.9544127]), away: near([0.5, 0.0945312, 0.9054688]) },
      machineRight: { toward: near([1, 0.2065493, 1]), away: near([0, 0, 0.7934507]) },
      machineWrong: { toward: near([0.5, 0.0945312, 0.9054688]), away: near([1, 0.2065493, 1]) },
    });
  });

  it('are moves on the scale, and of nothing no rate', () => {
    // Two of three steps of the way; a step further away; as far on the other side.
    const moves = (
      [
        ['d', 'a', 'c', null],
        ['b', 'c', 'd', null],
        ['b', 'a', 'c', null],
      ] as const
    ).map((one) => reading(LEVELS, one));
    expect(switchRates(moves)).toMatchObject({
      ...{ truthUnknown: 3, further: 1, machineRight: { toward: UNKNOWN, away: UNKNOWN } },
      all: { toward: { estimate: 1 / 3, n: 3 } satisfies Partial<Estimate>, away: UNKNOWN },
    });
    expect(() => switchRates([reading(LEVELS, ['e', 'a', 'a', null])])).toThrow('"e" is no outcome');
  });
});

it('readers alone, the machine alone and both together are told apart, and wrong agreements from wrong overrides', () => {
  // Machine, view, answer, truth.
  const of = [
    [1, 1, 1, 1],
    [1, 0, 1, 0],
    [0, 0, 0, 1],
    [0, 1, 1, 0],
    [1, 1, 0, 0],
    [0, 0, 0, 0],
    [1, 0, 0, 0],
  ] as const;
  const found = pairMeasures(of.map((one) => ({ ...reading(BINARY, one), truth: one[3] })));
  const estimates = ({ right, favourable, adverse }: typeof found.pair) =>
    [right, favourable, adverse].map(({ estimate }) => estimate);
  expect(estimates(found.human)).toEqual([4 / 7, 1 / 2, 3 / 5]);
  expect(estimates(found.machine)).toEqual([3 / 7, 1 / 2, 2 / 5]);
  expect(estimates(found.pair)).toEqual([4 / 7, 1 / 2, 3 / 5]);
  expect([found.acceptedWhenWrong, found.overriddenWhenRight].map(({ estimate }) => estimate)).toEqual([2 / 4, 1 / 3]);
  expect([found.readings, found.better, found.beyondBetter.estimate]).toEqual([7, 'human', 0]);
  const none = pairMeasures([]);
  expect([none.better, none.pair.right.estimate, none.acceptedWhenWrong.status]).toEqual([null, null, 'undefined']);
});

it('overturn rates of groups stand beside those of everybody else', () => {
  const of = (group: string | null, changed: number, kept: number) => [
    ...Array.from({ length: changed }, () => ({ group, settlement: { how: 'review' as const, isChanged: true } })),
    ...Array.from({ length: kept }, () => ({ group, settlement: { how: 'panel' as const, isChanged: false } })),
  ];
  const others = [
    { group: 'a', settlement: { how: 'withdrawn' as const, isChanged: false } },
    { group: 'b', settlement: null },
  ];
  const found = overturnRates([...of('b', 1, 4), ...of('a', 3, 2), ...others]);
  expect(found).toMatchObject({
    ...{ rate: near([0.4, 0.1681803, 0.6873262]), byPeople: { n: 10 }, open: 1, withdrawn: 1, groupUnknown: 0 },
    groups: [
      {
        ...{ group: 'a', rate: near([0.6, 0.2307243, 0.8823792]) },
        beyondOthers: near([0.4, -0.1626148, 0.7264362]),
      },
      {
        ...{ group: 'b', rate: near([0.2, 0.0362241, 0.6244654]) },
        beyondOthers: near([-0.4, -0.7264362, 0.1626148]),
      },
    ],
  });
  const recheck = { group: null, settlement: { how: 'recheck' as const, isChanged: true } };
  expect(overturnRates([...of('a', 1, 0), recheck])).toMatchObject({
    ...{ rate: { estimate: 1, n: 2 }, byPeople: { n: 1 }, groupUnknown: 1 },
    groups: [{ group: 'a', beyondOthers: UNKNOWN }],
  });
  expect(overturnRates([])).toMatchObject({ rate: UNKNOWN, byPeople: UNKNOWN, groups: [] });
});

describe('whether people were involved', () => {
  const MINUTE_MS = 60_000;
  const read = (by: string, minutes: number): CaseRead => ({
    ...{ by, part: 'first', claimedAtMs: 0, untilMs: 0, viewedAtMs: 1, answeredAtMs: minutes * MINUTE_MS },
    ended: 'answered',
  });
  const ALL: ReadingFacts = { isTrained: true, hasOpenedEvidence: true, activeMs: 3 * MINUTE_MS };
  const of = (
    people: readonly (readonly [CaseRead, ReadingFacts])[],
    by: readonly string[],
    couldChange: boolean | null = true,
  ) =>
    involvementOf(
      {
        reads: people.map(([one]) => one),
        settlement: { how: by.length === 0 ? 'recheck' : 'review', isChanged: true, atMs: 0, by },
      },
      { floorMs: 2 * MINUTE_MS, couldChange, facts: people.map(([, facts]) => facts) },
    );

  it('follows from what each of those did on whose answers the outcome rests', () => {
    expect(of([[read('ann', 5), ALL]], ['ann'])).toEqual({ level: 'meaningful', people: 1, unmet: [], unknown: [] });
    // Nine seconds are none, whatever else was so; and one of two is not enough.
    const two = [
      [read('ann', 5), ALL],
      [read('bob', 0.15), { ...ALL, activeMs: null }],
    ] as const;
    expect(of(two, ['ann', 'bob'])).toEqual({ level: 'formal', people: 2, unmet: ['time'], unknown: [] });
    expect(of(two, ['ann'])).toMatchObject({ level: 'meaningful', people: 1 });
    expect(of([[read('ann', 5), ALL]], ['ann'], false)).toMatchObject({ level: 'formal', unmet: ['authority'] });
  });

  it('is not known where something was not recorded, and none where nobody decided', () => {
    const unknown = { isTrained: null, hasOpenedEvidence: null, activeMs: null };
    expect(of([[read('ann', 5), unknown]], ['ann'], null)).toEqual({
      ...{ level: null, people: 1, unmet: [], unknown: ['authority', 'training', 'evidence', 'time'] },
    });
    expect(of([], [])).toEqual({ level: 'none', people: 0, unmet: [], unknown: [] });
    expect(involvementOf({ reads: [], settlement: null }, { floorMs: 1, couldChange: null, facts: [] }).level).toBe(
      'none',
    );
  });
});
