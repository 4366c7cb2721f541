import { describe, expect, it } from 'vitest';
import { TODAY } from '../../../../test/support/policy.js';
import { amountTally, outcomePlan } from '../bind/index.js';
import { parsePolicy } from '../parse.js';
import type { RequirementResult } from '../sections/result-types.js';
import { amountSubjects } from './amount-subjects.js';
import { judgeSubjects } from './judge.js';

interface Person {
  readonly sex: string;
  readonly income: string;
  readonly limit: number;
}

/** People whose limits lie evenly from 80 % to 120 % of the usual one. */
const peopleOf = (sex: string, income: string, count: number, usual: number): Person[] =>
  Array.from({ length: count }, (_, i) => ({
    sex,
    income,
    limit: Math.round(usual * (0.8 + (0.4 * i) / (count - 1))),
  }));

function judge(people: readonly Person[], line: string): RequirementResult {
  const { policy } = parsePolicy(`tribune: policy/v1
name: t
version: "1"
data: { outcome: { type: amount, column: limit, unit: USD, favourable: higher }, attributes: { sex: { reference: A } } }
requirements:
  - { id: r, by: [sex], given: [income], severity: block, basis: { kind: ours, source: us }, ${line} }
`);
  const tally = amountTally(
    outcomePlan(policy, {}),
    people.map((person) => (column: string) => person[column as keyof Person]),
  );
  return judgeSubjects(policy, amountSubjects(policy, tally), { today: TODAY })[0]!;
}

const MEAN = 'metric: mean_amount, compare: ratio, min: 0.8';
const TOO_FEW = '(in strata that have both, the group or its reference counts as fewer than 30)';

describe('a reference that counts as too few in the strata of one group', () => {
  // Of 404 people of A four are where all of C are, who have 0.4 times as much.
  const people = [
    ...peopleOf('A', 'low', 400, 2000),
    ...peopleOf('A', 'high', 4, 10_000),
    ...peopleOf('B', 'low', 400, 2000),
    ...peopleOf('C', 'high', 500, 4000),
  ];

  it.each([
    MEAN,
    'metric: mean_amount, compare: difference, max: 500',
    'metric: share_at_least, value: 2000, compare: ratio, min: 0.8',
    'metric: share_at_least, value: 2000, compare: difference, max: 0.1',
  ])('keeps %s from passing, and that group is named', (line) => {
    const verdict = (choices: string) => judge(people, `${line}, ${choices}`);
    const open = verdict('evidence: violation, smallGroups: inconclusive');
    expect(open).toMatchObject({
      verdict: 'inconclusive',
      reason: 'small-groups',
      insufficientGroups: [{ sex: 'C' }],
      group: { sex: 'C' },
      nGroup: 500,
      nReference: 4,
    });
    expect(open.message).toContain(`Too small to judge ${TOO_FEW}: C.`);
    expect(verdict('evidence: compliance, smallGroups: inconclusive')).toMatchObject({ verdict: 'fail' });
    // A pass that does not speak of C says so.
    for (const choices of ['evidence: violation, smallGroups: report', 'evidence: point, smallGroups: report'])
      expect(verdict(choices)).toMatchObject({
        verdict: 'pass',
        insufficientGroups: [{ sex: 'C' }],
        message: expect.stringContaining(`Listed, not judged, because they are too small ${TOO_FEW}: C.`),
      });
  });

  it('of all pairs the side that counts as too few is named', () => {
    const three = [
      ...people.filter(({ sex }) => sex !== 'C'),
      ...peopleOf('B', 'high', 400, 10_000),
      ...peopleOf('C', 'high', 500, 10_000),
    ];
    const line = 'metric: mean_amount, compare: ratio, min: 0.5, reference: all-pairs, evidence: violation';
    expect(judge(three, `${line}, smallGroups: inconclusive`)).toMatchObject({
      verdict: 'inconclusive',
      reason: 'small-groups',
      insufficientGroups: [{ sex: 'A' }],
      comparisons: 3,
    });
    // A group that is too small by itself makes no other one small.
    const few = [...three.filter(({ sex }) => sex !== 'C'), ...peopleOf('D', 'high', 10, 10_000)];
    expect(judge(few, `${line}, smallGroups: report`)).toMatchObject({
      verdict: 'pass',
      insufficientGroups: [{ sex: 'D' }],
    });
  });
});

describe('a pool within strata', () => {
  const large = [
    ...peopleOf('A', 'low', 400, 2000),
    ...peopleOf('A', 'high', 1000, 10_000),
    ...peopleOf('B', 'low', 400, 2000),
  ];
  const pooling = `${MEAN}, evidence: violation, smallGroups: pool`;

  it('does not judge a group outside it that counts as too few', () => {
    const pool = [...peopleOf('D', 'low', 20, 2000), ...peopleOf('E', 'low', 20, 2000)];
    const outside = [...peopleOf('C', 'mid', 400, 4000), ...peopleOf('C', 'high', 4, 4000)];
    const open = judge([...large, ...pool, ...outside], pooling);
    expect(open).toMatchObject({
      verdict: 'inconclusive',
      reason: 'small-groups',
      pooled: [{ sex: 'D' }, { sex: 'E' }],
      poolSufficient: true,
      insufficientGroups: [{ sex: 'D' }, { sex: 'E' }, { sex: 'C' }],
    });
    expect(open.message).toContain(
      `Judged together, because each is too small alone (fewer than 30): D, E. Too small to judge ${TOO_FEW}: C.`,
    );
    const judged = judge([...large, ...pool], pooling);
    expect(judged).toMatchObject({ verdict: 'pass', insufficientGroups: [{ sex: 'D' }, { sex: 'E' }] });
    expect(judged.message).toContain('Judged together, because each is too small alone (fewer than 30): D, E.');
  });

  it('that counts as too few is not judged, and keeps the requirement from passing', () => {
    const thin = ['D', 'E'].flatMap((sex) => [...peopleOf(sex, 'low', 4, 2000), ...peopleOf(sex, 'mid', 20, 2000)]);
    const open = judge([...large, ...thin], pooling);
    expect(open).toMatchObject({
      verdict: 'inconclusive',
      reason: 'small-groups',
      poolSufficient: false,
      insufficientGroups: [{ sex: 'D' }, { sex: 'E' }],
    });
    expect(open.message).toContain(`Too small to judge, even together ${TOO_FEW}: D, E.`);
    expect(open.message).not.toContain('Judged together');
  });
});

describe('a stratum in which everybody of a group has one amount', () => {
  const spread = [...peopleOf('A', 'low', 400, 2000), ...peopleOf('B', 'low', 400, 2000)];
  const same = (sex: string, income: string, count: number): Person[] =>
    Array.from({ length: count }, () => ({ sex, income, limit: 5000 }));
  const verdict = (people: readonly Person[]) => judge(people, `${MEAN}, evidence: violation, smallGroups: report`);

  it('leaves no interval, because nobody knows how much amounts vary there', () => {
    const open = verdict([...spread, ...same('A', 'high', 1000), ...same('B', 'high', 30)]);
    expect(open).toMatchObject({
      verdict: 'inconclusive',
      reason: 'not-estimable',
      estimate: expect.closeTo(1, 9),
      lower: null,
      upper: null,
      pValue: null,
      within: { homogeneity: null },
    });
    expect(open.message).toContain('in the stratum income high everybody of B has the same value');
    expect(open.parts!.filter(({ component }) => component === 'income high')).toMatchObject([
      { estimate: 5000, lower: null, upper: null },
      { estimate: 5000, lower: null, upper: null },
    ]);
    const reference = verdict([...spread, ...same('A', 'high', 1000), ...peopleOf('B', 'high', 1000, 5000)]);
    expect(reference.message).toContain('in the stratum income high everybody of A has the same value');
    expect(reference).toMatchObject({ verdict: 'inconclusive', reason: 'not-estimable' });
  });

  it('does not matter where the stratum has too few of the other group to count', () => {
    expect(verdict([...spread, ...same('A', 'high', 1000), ...same('B', 'high', 2)])).toMatchObject({
      verdict: 'pass',
      within: { strata: 1, outside: 1002 },
    });
  });
});

describe('minGroupSize within strata', () => {
  it('is reached by exactly so many people who are spread as both groups together are', () => {
    const strata = ['a', 'b', 'c', 'd', 'e'];
    const people = ['A', 'B'].flatMap((sex) => strata.flatMap((income) => peopleOf(sex, income, 6, 2000)));
    const judged = judge(people, `${MEAN}, evidence: violation, smallGroups: inconclusive`);
    expect(judged).toMatchObject({
      verdict: 'pass',
      nGroup: 30,
      insufficientGroups: [],
      within: { effective: { group: 30, reference: 30 } },
    });
  });
});
