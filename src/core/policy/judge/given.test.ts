import { describe, expect, it } from 'vitest';
import { TODAY } from '../../../../test/support/policy.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import type { Tally } from '../../fairness/tally/types.js';
import { conditionalAudit } from '../../fairness/within/conditional.js';
import { readPlan } from '../bind/index.js';
import { checkPolicy, parsePolicy } from '../parse.js';
import type { RequirementResult } from '../sections/result-types.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

/** Applicants to Berkeley's six largest departments in 1973 (Bickel, Hammel and O'Connell 1975): admitted and refused, men and women. */
const BERKELEY = [
  [512, 313, 89, 19],
  [353, 207, 17, 8],
  [120, 205, 202, 391],
  [138, 279, 131, 244],
  [53, 138, 94, 299],
  [22, 351, 24, 317],
] as const;

type Department = readonly [number, number, number, number];

function tallyOf(departments: readonly Department[], unknown: Department = [0, 0, 0, 0]): Tally {
  const rows = [...departments, unknown].flatMap(([manIn, manOut, womanIn, womanOut], i): TallyRow[] => {
    const department = i === departments.length ? null : 'ABCDEF'[i]!;
    const row = (sex: string, prediction: 0 | 1, weight: number): TallyRow => ({
      values: [sex, department],
      label: null,
      prediction,
      score: null,
      weight,
    });
    return [row('man', 1, manIn), row('man', 0, manOut), row('woman', 1, womanIn), row('woman', 0, womanOut)];
  });
  return tallyRows(
    {
      policyDigest: '',
      attributes: ['sex', 'department'],
      weightKind: 'count',
      score: { kind: 'none' },
      scoreScale: 1,
    },
    rows,
  );
}

const textOf = (line: string, data = ''): string => `tribune: policy/v1
name: t
version: "1"
data: { prediction: p, weight: w, weightKind: count, favourable: 1, attributes: { sex: { reference: man } }${data} }
requirements:
  - { id: r, metric: favourable_rate, by: [sex], evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: us }, ${line} }
`;
const judge = (tally: Tally, line: string): RequirementResult =>
  judgePolicy(parsePolicy(textOf(line)).policy, tally, { today: TODAY })[0]!;

const GIVEN = 'compare: difference, max: 0.05, given: [department]';

describe('given: comparisons within strata', () => {
  const people = tallyOf(BERKELEY);

  it('finds that women were not worse off within departments, where all together they are', () => {
    expect(judge(people, 'compare: difference, max: 0.05')).toMatchObject({ verdict: 'fail' });
    const within = judge(people, GIVEN);
    const { standardized, pooled, homogeneity } = conditionalAudit(people, ['sex'], ['department'], 'favourable_rate', {
      favourable: 1,
      reference: { sex: 'man' },
    }).comparisons[0]!;
    expect(within).toMatchObject({
      compare: 'difference',
      verdict: 'inconclusive',
      estimate: expect.closeTo(standardized!.estimate, 12),
      group: { sex: 'woman' },
      given: ['department'],
      method: 'stratified miettinen-nurminen',
      within: { strata: 6, allStrata: 6, outside: 0, crude: expect.closeTo(pooled!.estimate, 12) },
    });
    expect(within.estimate).toBeCloseTo(0.043, 3);
    expect(within.within!.homogeneity!.statistic).toBeCloseTo(homogeneity!.statistic, 12);
    expect(within.message).toContain(
      'Both are standardised over 6 strata of department that have people of both groups, of 6.',
    );
    expect(within.message).toContain('Without strata the difference is -0.142.');
    expect(within.message).toContain('The odds ratio is not the same in all strata');
    expect(judge(people, 'compare: difference, max: 0.15, given: [department]').verdict).toBe('pass');
    expect(judge(people, 'compare: ratio, min: 0.6, given: [department]')).toMatchObject({
      verdict: 'pass',
      method: 'stratified koopman',
    });
  });

  it('calls odds ratios unequal, not the gap, where the differences of all strata are equal', () => {
    const equal = judge(
      tallyOf([
        [500, 500, 400, 600],
        [110, 890, 10, 990],
      ]),
      GIVEN,
    );
    const [first, second] = equal.within!.rates.map(({ group, reference }) => group.rate! - reference.rate!);
    expect(second).toBeCloseTo(first!, 12);
    expect(equal.message).toContain('The odds ratio is not the same in all strata');
  });

  it('counts who is in no stratum that has both groups', () => {
    const some = judge(tallyOf([...BERKELEY.slice(0, 5), [22, 351, 0, 0]], [5, 5, 4, 6]), GIVEN);
    expect(some.within).toMatchObject({ strata: 5, allStrata: 6, outside: 373 + 20 });
    expect(some.message).toContain('393 people are in no such stratum');
    expect(explainRequirement(some).join('\n')).toContain('within the same department');
  });

  it('never passes on strata that hold nobody of one group, or on a handful of one kind', () => {
    const apart = judge(
      tallyOf([
        [50, 50, 0, 0],
        [0, 0, 50, 50],
      ]),
      GIVEN,
    );
    expect(apart).toMatchObject({ verdict: 'inconclusive', insufficientGroups: [{ sex: 'woman' }] });
    const rare = judge(
      tallyOf([
        [1, 500, 1, 500],
        [1, 500, 1, 500],
      ]),
      GIVEN,
    );
    expect(rare).toMatchObject({ verdict: 'inconclusive', reason: 'not-estimable' });
    expect(rare.message).toContain('only 2 of one kind of outcome in all strata, fewer than 5');
  });

  it('reads columns that are neither attributes nor strata, and judges one stratum as two rates', () => {
    const { policy } = parsePolicy(textOf(GIVEN));
    expect(readPlan(policy, {}).attributes.map(({ name }) => name)).toEqual(['sex', 'department']);
    const one = tallyOf([[120, 205, 202, 391]]);
    const [with_, without] = [judge(one, GIVEN), judge(one, 'compare: difference, max: 0.05')];
    expect(with_.lower).toBeCloseTo(without.lower!, 9);
    expect(with_.upper).toBeCloseTo(without.upper!, 9);
    expect(with_.verdict).toBe(without.verdict);
  });

  it.each([
    ['compare: value, min: 0.5, given: [department]', 'only a gap of two groups is compared within strata'],
    ['metric: auc, compare: difference, max: 0.1, given: [department]', 'AUC is no rate'],
    ['compare: ratio, min: 0.8, reference: highest, given: [department]', 'no group is the highest in all of them'],
    ['compare: difference, max: 0.1, given: [sex]', 'within the same sex there is one group of sex only'],
    ['compare: difference, max: 0.1, given: [a, a]', 'names a twice'],
    ['compare: difference, max: 0.1, given: []', 'given'],
  ])('%s is refused', (line, message) => {
    const text = line.startsWith('metric') ? textOf(line).replace('metric: favourable_rate, ', '') : textOf(line);
    expect(
      checkPolicy(text)
        .map((one) => one.message)
        .join('\n'),
    ).toContain(message);
  });
});
