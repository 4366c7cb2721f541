import { describe, expect, it } from 'vitest';
import { TODAY } from '../../../../test/support/policy.js';
import { createGenerator, normalQuantile } from '../../stats/index.js';
import { amountTally, outcomePlan } from '../bind/index.js';
import { checkPolicy, parsePolicy } from '../parse.js';
import type { RequirementResult } from '../sections/result-types.js';
import { explainRequirement } from '../why.js';
import { amountSubjects } from './amount-subjects.js';
import { judgeSubjects } from './judge.js';

type Person = Readonly<Record<string, string | number | null>>;

const textOf = (lines: readonly string[], data = ''): string => `tribune: policy/v1
name: t
version: "1"
data: { outcome: { type: amount, column: limit, unit: USD, favourable: higher }, attributes: { sex: { reference: man } }${data} }
requirements:
${lines.map((line, i) => `  - { id: r${i}, by: [sex], evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: us }, ${line} }`).join('\n')}
`;

function judge(people: readonly Person[], ...lines: string[]): RequirementResult[] {
  const { policy } = parsePolicy(textOf(lines, people[0]?.actual === undefined ? '' : ', label: actual'));
  const tally = amountTally(
    outcomePlan(policy, {}),
    people.map((person) => (column: string) => person[column]),
  );
  return judgeSubjects(policy, amountSubjects(policy, tally), { today: TODAY });
}

const MEAN = 'metric: mean_amount, compare: ratio, min: 0.8';
const GIVEN = `${MEAN}, given: [income]`;

/** People whose limits lie evenly around a tenth of the usual income, from 80 % to 120 % of it, times a factor. */
const peopleOf = (sex: string, income: string, count: number, usual: number): Person[] =>
  Array.from({ length: count }, (_, i) => ({
    sex,
    income,
    limit: Math.round(usual * (0.8 + (0.4 * i) / (count - 1))),
  }));

/** Limits follow income, and women earn less. */
const EXPLAINED = [
  ...peopleOf('woman', 'low', 300, 2000),
  ...peopleOf('man', 'low', 100, 2000),
  ...peopleOf('woman', 'high', 100, 10_000),
  ...peopleOf('man', 'high', 300, 10_000),
];
/** The famous case: a tenth at the same income. */
const UNEXPLAINED = [
  ...peopleOf('woman', 'low', 200, 200),
  ...peopleOf('man', 'low', 200, 2000),
  ...peopleOf('woman', 'high', 200, 1000),
  ...peopleOf('man', 'high', 200, 10_000),
];

describe('mean amounts within strata', () => {
  it('pass where income explains the gap, and fail where it does not', () => {
    const [raw, within] = judge(EXPLAINED, MEAN, GIVEN);
    expect(raw).toMatchObject({ verdict: 'fail', estimate: expect.closeTo(4000 / 8000, 9) });
    expect(within).toMatchObject({
      verdict: 'pass',
      estimate: expect.closeTo(1, 12),
      groupValue: expect.closeTo(6000, 9),
      referenceValue: expect.closeTo(6000, 9),
      method: 'mover(stratified hall)',
      given: ['income'],
      within: {
        strata: 2,
        allStrata: 2,
        outside: 0,
        crude: expect.closeTo(0.5, 9),
        rates: [],
        homogeneity: { degreesOfFreedom: 1, pValue: expect.closeTo(1, 6) },
      },
    });
    expect(within!.message).toContain(
      'Both are standardised over 2 strata of income that have at least three people of both groups, of 2. Without strata the ratio is 0.5.',
    );
    expect(within!.message).toContain("No difference of the ratio between strata is shown (Welch's test, p 1).");
    expect(explainRequirement(within!).join('\n')).toContain('within the same income');
    const [tenth] = judge(UNEXPLAINED, GIVEN);
    expect(tenth).toMatchObject({ verdict: 'fail', estimate: expect.closeTo(0.1, 3) });
    expect(tenth!.parts).toHaveLength(4);
    expect(tenth!.parts![0]).toMatchObject({
      component: 'income high',
      group: { sex: 'woman' },
      n: 200,
      estimate: 1000,
    });
  });

  it('tell a difference and the gap without strata in the unit', () => {
    const [difference] = judge(EXPLAINED, 'metric: mean_amount, compare: difference, max: 500, given: [income]');
    expect(difference).toMatchObject({ verdict: 'pass', estimate: expect.closeTo(0, 9) });
    expect(difference!.message).toContain('Without strata the difference is -USD 4,000.');
  });

  it('say that the gap differs between strata', () => {
    const apart = [
      ...peopleOf('woman', 'low', 100, 1900),
      ...peopleOf('man', 'low', 100, 2000),
      ...peopleOf('woman', 'high', 100, 4000),
      ...peopleOf('man', 'high', 100, 10_000),
    ];
    const [ratio] = judge(apart, GIVEN);
    expect(ratio!.message).toContain("The ratio is not the same in all strata (Welch's test, p below 0.001)");
  });

  it('count who is in no stratum with three of both, and whose stratum is not known', () => {
    const [some] = judge(
      [
        ...EXPLAINED,
        ...peopleOf('woman', 'middle', 2, 3000),
        ...peopleOf('man', 'middle', 50, 3000),
        ...peopleOf('man', 'none', 5, 100),
        { sex: 'woman', income: null, limit: 100 },
      ],
      GIVEN,
    );
    expect(some!.within).toMatchObject({ strata: 2, allStrata: 4, outside: 58 });
    expect(some!.within!.means).toContainEqual({
      stratum: { income: 'none' },
      group: { mean: null, n: 0 },
      reference: { mean: 100, n: 5 },
    });
    expect(some!.message).toContain('; 58 people are in no such stratum.');
  });

  it('never judge by strata that hold fewer than three of one group, or count as too few', () => {
    const [apart] = judge([...peopleOf('woman', 'low', 50, 2000), ...peopleOf('man', 'high', 50, 9000)], GIVEN);
    expect(apart).toMatchObject({ verdict: 'inconclusive', insufficientGroups: [{ sex: 'woman' }], estimate: null });
    // Three women stand for 403 of 1,003 people, so that the 303 women weigh as if they were some twenty.
    const [thin] = judge(
      [
        ...peopleOf('woman', 'low', 3, 2000),
        ...peopleOf('man', 'low', 400, 2000),
        ...peopleOf('woman', 'high', 300, 9000),
        ...peopleOf('man', 'high', 300, 9000),
      ],
      GIVEN,
    );
    expect(thin).toMatchObject({ verdict: 'inconclusive', nGroup: 303, insufficientGroups: [{ sex: 'woman' }] });
    const share = 403 / 1003;
    expect(thin!.within!.effective!.group).toBeCloseTo(1 / (share ** 2 / 3 + (1 - share) ** 2 / 300), 9);
    expect(thin!.message).toContain('Spread so over the strata, the 303 people of woman count as 18 of one.');
  });

  it('have no interval where the sum over strata is too skewed for its size', () => {
    const skewed = EXPLAINED.map((person, i) => (i % 97 === 0 ? { ...person, limit: 300_000 } : person));
    const [open] = judge(skewed, GIVEN);
    expect(open).toMatchObject({ verdict: 'inconclusive', reason: 'not-estimable' });
    expect(open!.message).toMatch(
      /over the strata the mean of (woman|man) varies as much as that of a sample of \d+ would, too few for values so skewed/,
    );
  });

  it('pool small groups as all their people together', () => {
    const isOther = ({ sex, income }: Person, i: number) =>
      sex === 'woman' && (income === 'high' ? i % 10 < 6 : i % 15 === 0);
    const three = EXPLAINED.map((person, i) =>
      isOther(person, i)
        ? { ...person, sex: i % 2 === 0 ? 'other' : 'unsaid', limit: Number(person.limit) * 0.75 }
        : person,
    );
    const one = three.map((person) =>
      ['other', 'unsaid'].includes(String(person.sex)) ? { ...person, sex: 'few' } : person,
    );
    const pool = (people: readonly Person[], smallGroups: string) => {
      const text = textOf([GIVEN.replace('min: 0.8', 'min: 0.8, reference: { sex: man }')])
        .replace('smallGroups: report', `smallGroups: ${smallGroups}`)
        .replace('attributes:', 'minGroupSize: 50, attributes:');
      const { policy } = parsePolicy(text);
      const tally = amountTally(
        outcomePlan(policy, {}),
        people.map((person) => (column: string) => person[column]),
      );
      return judgeSubjects(policy, amountSubjects(policy, tally), { today: TODAY })[0]!;
    };
    const [pooled, whole] = [pool(three, 'pool'), pool(one, 'report')];
    expect(pooled.pooled).toHaveLength(2);
    expect(pooled.group).toEqual({ sex: 'other + unsaid' });
    expect(whole.group).toEqual({ sex: 'few' });
    for (const name of ['estimate', 'lower', 'upper', 'nGroup', 'pValue'] as const)
      expect(pooled[name]).toBeCloseTo(whole[name]!, 9);
  });

  it('hold for errors, their sizes and roots, and a share is judged as one of yes and no', () => {
    const forecast = EXPLAINED.map(
      (person, i): Person => ({ ...person, actual: Number(person.limit) + (i % 7) * 10 - 30 }),
    );
    const lines = ['mean_absolute_error', 'root_mean_squared_error', 'mean_error'].map(
      (metric) => `metric: ${metric}, compare: difference, max: 50, given: [income]`,
    );
    const results = judge(
      forecast,
      ...lines,
      'metric: share_at_least, value: 5000, compare: ratio, min: 0.8, given: [income]',
    );
    expect(results.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass', 'pass']);
    expect(results.map(({ method }) => method)).toEqual([
      'mover(stratified hall)',
      'mover(stratified hall, root)',
      'mover(stratified hall)',
      'stratified koopman',
    ]);
    const squares = (income: string) =>
      forecast
        .filter((person) => person.income === income && person.sex === 'woman')
        .map((person) => (Number(person.limit) - Number(person.actual)) ** 2);
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(results[1]!.groupValue).toBeCloseTo(Math.sqrt((mean(squares('low')) + mean(squares('high'))) / 2), 9);
    expect(results[1]!.message).toContain('Whether the difference is the same in all strata cannot be tested.');
  });

  it.each([
    [
      'metric: median_amount, compare: ratio, min: 0.8, given: [income]',
      'a quantile of all people does not follow from those of strata',
    ],
    ['metric: amount_quantile, q: 0.9, compare: ratio, min: 0.8, given: [income]', 'is no mean and no share'],
    [
      'metric: mean_amount, compare: value, min: 1, given: [income]',
      'only a gap of two groups is compared within strata',
    ],
    [
      'metric: mean_amount, compare: ratio, min: 0.8, reference: highest, given: [income]',
      'no group is the highest in all of them',
    ],
    ['metric: mean_error, compare: ratio, min: 0.8, given: [income]', 'compares mean errors by their ratio'],
  ])('%s is refused', (line, message) => {
    const said = checkPolicy(textOf([line], ', label: actual'))
      .map((one) => one.message)
      .join('\n');
    expect(said).toContain(message);
  });

  it('err rarely at the bound, also where strata are many and small', () => {
    const generator = createGenerator(20_261_129);
    const drawn = (sex: string, factor: number, size: number) =>
      Array.from({ length: 20 }, (_, s) =>
        Array.from({ length: size }, () => ({
          sex,
          income: `s${s}`,
          limit: Math.round(1000 * factor * (1 + s / 5) * Math.exp(0.3 * normalQuantile(generator.nextUniform()))),
        })),
      ).flat();
    const verdicts = Array.from({ length: 60 }, () =>
      judge(
        [...drawn('woman', 0.8, 4), ...drawn('man', 1, 6)],
        `${GIVEN}, oneSided: true`,
        `${GIVEN.replace('0.8', '0.8000001')}, oneSided: true`,
      ),
    );
    // The page of amounts has the shares of many draws; of 60, 5 % are more than 8 in fewer than one seed of a hundred.
    expect(verdicts.filter(([kept]) => kept!.verdict === 'fail').length).toBeLessThanOrEqual(8);
    expect(verdicts.filter(([, broken]) => broken!.verdict === 'pass').length).toBeLessThanOrEqual(8);
    expect(verdicts.filter(([kept]) => kept!.lower !== null).length).toBeGreaterThan(50);
  });
});
