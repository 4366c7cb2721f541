import { describe, expect, it } from 'vitest';
import { checkPolicy, parsePolicy } from '../parse.js';
import { utilityOf } from './utility.js';

const policyWith = (utility: string, data = 'label: y\n  prediction: p\n  favourable: 1'): string => `tribune: policy/v1
name: small
version: "1"
data:
  ${data}
  attributes: { sex: {} }
utility: ${utility}
requirements:
  - id: r
    metric: ${data.includes('outcome') ? 'mean_amount' : 'selection_rate'}
    by: [sex]
    compare: ${data.includes('outcome') ? 'ratio' : 'difference'}
    ${data.includes('outcome') ? 'min: 0.8' : 'max: 0.1'}
    evidence: point
    severity: block
    smallGroups: report
    basis: { kind: ours, source: test }
`;
const GAINS = '{ truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 }';
const mistakes = (utility: string, data?: string): string[] =>
  checkPolicy(policyWith(utility, data)).map((each) => `${each.message} | ${each.remedy}`);

describe('the section utility', () => {
  it('is read with its values, costs as negative gains', () => {
    const gains = { truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 };
    expect(utilityOf(parsePolicy(policyWith(`{ unit: EUR, gains: ${GAINS} }`)).policy)).toEqual({
      unit: 'EUR',
      party: null,
      amount: null,
      gains,
    });
    const costs = '{ truePositive: -3, falsePositive: 7, trueNegative: 0, falseNegative: 0 }';
    expect(utilityOf(parsePolicy(policyWith(`{ unit: EUR, party: bank, costs: ${costs} }`)).policy)).toEqual({
      unit: 'EUR',
      party: 'bank',
      amount: null,
      gains,
    });
    expect(utilityOf({})).toBeNull();
  });

  it('takes a cap of amounts, and no cap of nothing', () => {
    const capped = `{ unit: EUR, amount: loan, cap: 50000, gains: ${GAINS} }`;
    expect(utilityOf(parsePolicy(policyWith(capped)).policy)).toMatchObject({ amount: 'loan', cap: 50_000 });
    expect(mistakes(`{ unit: EUR, cap: 50000, gains: ${GAINS} }`)).toEqual([
      'utility.cap has no meaning without utility.amount | Name the column of amounts with `amount: COLUMN`, or leave the cap out.',
    ]);
    expect(mistakes(`{ unit: EUR, amount: loan, cap: 0, gains: ${GAINS} }`).join('\n')).toContain('utility.cap');
  });

  it('refuses misspelt words by name', () => {
    expect(mistakes(`{ unit: EUR, gain: ${GAINS} }`)).toContain(
      'unknown key "gain" in utility | Did you mean "gains"?',
    );
    expect(mistakes(`{ unit: EUR, gains: ${GAINS.replace('falseNegative', 'falsNegative')} }`).join('\n')).toContain(
      'unknown key "falsNegative" in utility.gains | Did you mean "falseNegative"?',
    );
  });

  it('takes nothing for 0 that is not written', () => {
    expect(mistakes('{ unit: EUR, gains: { truePositive: 3, falsePositive: -7, trueNegative: 0 } }')).toEqual([
      'utility.gains has no "falseNegative" | Add falseNegative.',
    ]);
    expect(mistakes(`{ gains: ${GAINS} }`)).toEqual(['utility has no "unit" | Add unit.']);
  });

  it.each([
    ['{ unit: EUR }', 'utility has neither gains nor costs'],
    [`{ unit: EUR, gains: ${GAINS}, costs: ${GAINS} }`, 'utility has both gains and costs'],
    [`{ unit: EUR, costs: ${GAINS} }`, 'with label 1, prediction 1 is worth -3 and prediction 0 more, 0 (as gains)'],
    [
      '{ unit: EUR, gains: { truePositive: 1, falsePositive: 0, trueNegative: 0, falseNegative: 1 } }',
      'worth the same',
    ],
    [`{ unit: EUR, gains: ${GAINS.replace('-7', '.inf')} }`, 'utility.gains.falsePositive'],
    [`{ unit: EUR, gains: ${GAINS.replace('-7', '-7e13')} }`, 'utility.gains.falsePositive'],
  ])('refuses %s', (utility, message) => {
    expect(mistakes(utility).join('\n')).toContain(message);
  });

  it('sums amounts in the place of weights, so that there is one of them', () => {
    const utility = `{ unit: EUR, amount: loan, gains: ${GAINS} }`;
    expect(utilityOf(parsePolicy(policyWith(utility)).policy)?.amount).toBe('loan');
    const weighted = 'label: y\n  prediction: p\n  favourable: 1\n  weight: n\n  weightKind: count';
    expect(mistakes(utility, weighted)).toEqual([
      'utility.amount stands beside data.weight | Audit one row for each person, without weights, or leave the amount out.',
    ]);
  });

  it('needs a label and decisions of 0 or 1', () => {
    const utility = `{ unit: EUR, gains: ${GAINS} }`;
    expect(mistakes(utility, 'prediction: p\n  favourable: 1')).toEqual([
      'utility needs data.label | Bind the label, or leave utility out.',
    ]);
    expect(
      mistakes(utility, 'outcome: { type: amount, column: a, unit: EUR, favourable: higher }').join('\n'),
    ).toContain('utility needs decisions of 0 or 1');
  });
});
