import { describe, expect, it } from 'vitest';
import { type Counts, TODAY, tallyOf } from '../../../../test/support/policy.js';
import { checkPolicy, parsePolicy } from '../parse.js';
import { explainRequirement } from '../why.js';
import { judgePolicy } from './judge.js';

const HEAD = `tribune: policy/v1
name: t
version: "1"
data:
  label: y
  prediction: p
  weight: w
  weightKind: count
  favourable: 1
  attributes: { g: { reference: a } }
requirements:
`;
const FRAME = 'by: [g], evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: us }';
const policyOf = (line: string): string => `${HEAD}  - { id: r, ${line}, ${FRAME} }\n`;
const mistakes = (line: string): string[] => checkPolicy(policyOf(line)).map(({ message }) => message);
const judge = (counts: Counts, line: string) =>
  judgePolicy(parsePolicy(policyOf(line)).policy, tallyOf(counts), { today: TODAY })[0]!;

const AIR = 'metric: adverse_impact_ratio, min: 0.8';

describe('adverse_impact_ratio', () => {
  it('is the favourable rate of a group over that of the declared reference, in one direction', () => {
    const failed = judge({ a: [180, 300], b: [90, 300] }, AIR);
    expect(failed).toMatchObject({
      metric: 'adverse_impact_ratio',
      compare: 'ratio',
      verdict: 'fail',
      reason: 'interval-beyond',
      group: { g: 'b' },
      reference: { g: 'a' },
      estimate: 0.5,
      groupValue: 0.3,
      referenceValue: 0.6,
      method: 'koopman',
      allowed: { lower: 0.8, upper: null },
      brokenBound: { min: 0.8 },
    });
    expect(failed.message).toContain(
      'The favourable rate is 0.3 for b (n = 300) and 0.6 for a (n = 300): an adverse impact ratio of 0.5',
    );
    expect(judge({ a: [100, 300], b: [250, 300] }, AIR).verdict).toBe('pass');
    expect(judge({ a: [180, 300], b: [150, 300] }, AIR).verdict).toBe('inconclusive');
  });

  it('judges as the ratio of favourable rates against the same reference does', () => {
    const counts: Counts = { a: [180, 300], b: [90, 200], c: [1, 20], d: [70, 100] };
    const same = (line: string) => {
      const { metric: _, message: __, ...rest } = judge(counts, line);
      return rest;
    };
    expect(same(AIR)).toEqual(same('metric: favourable_rate, compare: ratio, min: 0.8, oneSided: true'));
  });

  it('fails a small group by its own count, and explains itself', () => {
    const small = judge({ a: [280, 300], b: [2, 20] }, AIR);
    expect(small).toMatchObject({ verdict: 'fail', reason: 'exact-beyond', exact: { successes: 2, n: 20 } });
    const why = explainRequirement(judge({ a: [180, 300], b: [90, 300] }, AIR)).join('\n');
    expect(why).toContain('It asks that the adverse impact ratio between groups of g be at least 0.8');
    expect(why).toContain(
      'The estimate would reach the bound if b stood at 0.48 instead of 0.3, a staying: about 54 more of 300 people.',
    );
  });

  it('is refused by name where the policy says what it cannot mean', () => {
    expect(mistakes('metric: adverse_impct_ratio, min: 0.8')[0]).toContain('adverse_impct_ratio');
    expect(mistakes(`${AIR}, compare: difference`)).toEqual([
      'r: adverse_impact_ratio says by itself what is compared, and that is no difference',
    ]);
    expect(mistakes(`${AIR}, compare: ratio`)).toEqual([]);
    expect(mistakes(`${AIR}, compare: value`)).toEqual([]);
    expect(mistakes(`${AIR}, reference: highest`)).toEqual([
      'r: adverse_impact_ratio is taken against the declared reference, not highest',
    ]);
    expect(mistakes(`${AIR}, oneSided: false`)).toEqual(['r: adverse_impact_ratio has one direction only']);
    expect(mistakes(`metric: adverse_impact_ratio, change: { against: baseline, maxDrop: 0.1 }`)[0]).toBe(
      'r: the change of adverse_impact_ratio is not tested: an accepted audit carries too little of it',
    );
    const undeclared = policyOf(AIR).replace('{ g: { reference: a } }', '{ g: {} }');
    expect(checkPolicy(undeclared).map(({ message }) => message)).toEqual([
      'r compares with the declared reference, but g declares none',
    ]);
  });
});
