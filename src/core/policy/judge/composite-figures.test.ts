import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TODAY } from '../../../../test/support/policy.js';
import { type TallyRow, tallyRows } from '../../fairness/tally/tally.js';
import { parsePolicy } from '../parse.js';
import type { RequirementResult } from '../sections/result-types.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

type Triple = readonly [estimate: number, lower: number, upper: number];
interface Figures {
  readonly standardizedMeanDifference: number;
  readonly calibrationDifference: number;
  readonly multicalibrationError: number;
  readonly calibrationErrorWithoutChance: Readonly<Record<string, number>>;
  readonly falsePositiveShare: Readonly<Record<string, Triple>>;
  readonly falseNegativeShare: Readonly<Record<string, Triple>>;
  readonly givenAgeAndSex: {
    readonly difference: Triple;
    readonly ratio: Triple;
    readonly breslowDayTarone: readonly [number, number];
    readonly cochranMantelHaenszel: readonly [number, number];
  };
}

const { computed } = JSON.parse(readFileSync(new URL('testdata/composites.json', import.meta.url), 'utf8')) as {
  readonly computed: Figures;
};

const ATTRIBUTES = ['race', 'sex', 'age_cat'] as const;

/** The people of examples/compas, flagged from decile 5. */
const PEOPLE = tallyRows(
  { policyDigest: '', attributes: [...ATTRIBUTES], weightKind: 'count', score: { kind: 'distinct' }, scoreScale: 10 },
  readFileSync(new URL('../../../../examples/compas/people.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line): TallyRow => {
      const [race, sex, age, decile, label, weight] = line.split(',');
      return {
        values: [race!, sex!, age!],
        label: label === '1' ? 1 : 0,
        prediction: Number(decile) >= 5 ? 1 : 0,
        score: Number(decile) / 10,
        weight: Number(weight),
      };
    }),
);

function judge(line: string): RequirementResult {
  const text = `tribune: policy/v1
name: t
version: "1"
data: { label: y, score: s, scoreScale: 10, cutoff: 0.5, weight: w, weightKind: count, favourable: 0, attributes: { race: { reference: Caucasian }, sex: { reference: Male } } }
requirements:
  - { id: r, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: us }, ${line} }
`;
  return judgePolicy(parsePolicy(text).policy, PEOPLE, { today: TODAY })[0]!;
}

const close = (value: number | null | undefined, wanted: number): void =>
  expect(Math.abs(value! - wanted)).toBeLessThan(1e-9);
const parts = ({ parts: all = [] }: RequirementResult) =>
  all.map((part) => ({ ...part, name: Object.values(part.group)[0] ?? 'everyone' }));

describe('composite measures of the people of examples/compas equal what numpy and scipy compute', () => {
  it('standardized mean difference and calibration difference', () => {
    close(
      judge('metric: standardized_mean_difference, by: [sex], max: 0.5').estimate,
      computed.standardizedMeanDifference,
    );
    close(judge('metric: calibration_difference, by: [sex], max: 0.2').estimate, computed.calibrationDifference);
  });

  it('multicalibration error, of every group too', () => {
    const result = judge('metric: multicalibration_error, by: [race, sex], max: 0.2');
    close(result.estimate, computed.multicalibrationError);
    expect(parts(result)).toHaveLength(9);
    for (const { name, estimate } of parts(result)) close(estimate, computed.calibrationErrorWithoutChance[name]!);
  });

  it.each(['false_positive', 'false_negative'] as const)('error shares of %ss, with their intervals', (of) => {
    const wanted = of === 'false_positive' ? computed.falsePositiveShare : computed.falseNegativeShare;
    const result = parts(judge(`metric: error_share, of: ${of}, by: [race], max: 1.25`));
    expect(result).toHaveLength(6);
    for (const { name, estimate, lower, upper } of result) {
      close(estimate, wanted[name]![0]);
      close(lower, wanted[name]![1]);
      close(upper, wanted[name]![2]);
    }
  });

  it.each([
    ['difference', 'max: 0.1'],
    ['ratio', 'min: 0.8'],
  ] as const)('a %s within strata, its interval and its tests', (compare, bound) => {
    const result = judge(`metric: favourable_rate, compare: ${compare}, by: [race], given: [age_cat, sex], ${bound}`);
    const { breslowDayTarone, cochranMantelHaenszel, [compare]: wanted } = computed.givenAgeAndSex;
    expect(result.group).toEqual({ race: 'African-American' });
    close(result.estimate, wanted[0]);
    close(result.lower, wanted[1]);
    close(result.upper, wanted[2]);
    close(result.within!.homogeneity!.statistic, breslowDayTarone[0]);
    expect(result.within!.homogeneity!.pValue / breslowDayTarone[1]).toBeCloseTo(1, 9);
    expect(result.pValue! / cochranMantelHaenszel[1]).toBeCloseTo(1, 9);
  });
});

describe('what is said beside the largest of several', () => {
  it('gives its number to the group or gap that has it, and names the one that decides with its own', () => {
    const open = judge('metric: multicalibration_error, by: [race, sex], max: 0.2');
    expect(open).toMatchObject({ group: { race: 'Asian' }, groupValue: 0, verdict: 'inconclusive' });
    expect(open.message).toContain('is 0.115 (95 % interval 0.068 to 0.258), allowed at most 0.2.');
    expect(open.message).toContain('The group that decides is Asian (n = 31): its own error is 0.');
    const passed = judge('metric: multicalibration_error, by: [race, sex], max: 0.4');
    expect(passed.message).toContain('The largest is that of Hispanic (n = 509).');
    const odds = judge('metric: equalized_odds_difference, by: [race], max: 0.1');
    expect(odds.message).toContain('The gap that decides is that of the false positive rate: 0.423');
    const chances = judge('metric: differential_fairness, by: [sex], max: 0.5');
    expect(chances.message).toContain('The widest gap is that of the selection rate: 0.455');
  });

  it('calls no interval the nearest to the bound: the largest value need not have the farthest interval', () => {
    const passed = judge('metric: multicalibration_error, by: [race, sex], max: 0.4');
    const farthest = parts(passed)
      .sort((a, b) => b.upper! - a.upper!)
      .find(({ status }) => status === 'ok');
    expect([passed.verdict, farthest!.name, passed.group]).toEqual(['pass', 'Asian', { race: 'Hispanic' }]);
    for (const text of [passed.message, explainRequirement(passed).join(' ')]) {
      expect(text).toContain('Every interval lies within the bound.');
      expect(text).not.toContain('nearest');
    }
  });

  it('does not name a mean score or a rate at which a measure on another scale would reach its bound', () => {
    // The mean scores of men and half a standard deviation are 0.45 and 0.14: a mean of -0.05, which 0.45 - 0.5 would be, says nothing.
    for (const line of [
      'metric: standardized_mean_difference, by: [sex], max: 0.5',
      'metric: standardized_mean_difference, by: [sex], max: 0.05',
      'metric: differential_fairness, by: [sex], max: 0.5',
      'metric: differential_fairness, by: [sex], max: 0.01',
    ]) {
      expect(explainRequirement(judge(line)).join('\n')).not.toContain('The estimate would');
    }
  });
});
