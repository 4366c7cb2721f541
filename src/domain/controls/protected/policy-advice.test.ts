import { describe, expect, it } from 'vitest';
import { adviseOn, type PolicyFacts } from './policy-advice.js';

const CREDIT: PolicyFacts = {
  ...{ domain: 'credit', places: ['US'], attributes: ['gender', 'age_cat', 'page'], standsFor: {}, leftOut: {} },
  requirements: [{ metric: 'favourable_rate', compare: 'ratio', by: ['gender'], min: 0.7 }],
};
const advise = (more: Partial<PolicyFacts> = {}, about?: string) =>
  adviseOn({ ...CREDIT, ...more }).advice.filter((one) => about === undefined || one.about === about);
/** Traits that are left out, by the id that the remedy names. */
const missing = (more: Partial<PolicyFacts> = {}) =>
  advise(more, 'attribute').map(({ remedy }) => /\(([a-z-]+): NAME\)/.exec(remedy)![1]);

describe('what law asks for and a policy leaves out', () => {
  it('names each trait that no attribute stands for, by the words of data and no part of a word', () => {
    expect(missing()).toEqual(['race', 'religion', 'national-origin', 'marital-status', 'public-assistance']);
    expect(missing({ attributes: ['page', 'sexton', 'embrace'] })).toContain('age');
    expect(missing({ attributes: ['applicantAge', 'Race', 'sex', 'maritalStatus', 'national_origin'] })).toEqual([
      'religion',
      'public-assistance',
    ]);
    expect(missing({ standsFor: { race: 'grp' }, leftOut: { religion: 'never asked for' } })).toEqual([
      'national-origin',
      'marital-status',
      'public-assistance',
    ]);
  });

  it('names a bound that is lower than that of the law, or is not there, with its basis', () => {
    const messages = advise({}, 'bound').map(({ message }) => message);
    expect(messages).toEqual([
      'the bound on favourable rates by gender is 0.7; us-ecoa goes by 0.8 (basis: practice)',
      'no requirement compares favourable rates by age_cat as a ratio; us-ecoa goes by 0.8 (basis: practice)',
    ]);
    const enough = { metric: 'favourable_rate', compare: 'ratio', by: ['gender', 'age_cat'], min: 0.8 };
    expect(advise({ requirements: [enough] }, 'bound')).toEqual([]);
    // Another measure, or a difference, is not what the rule goes by.
    for (const other of [{ metric: 'accuracy' }, { compare: 'difference' }, { min: null }])
      expect(advise({ requirements: [{ ...enough, ...other }] }, 'bound')).toHaveLength(2);
  });

  it('says what may not be used to decide, with the provision', () => {
    const says = advise({}, 'decision').map(({ message }) => message);
    expect(says).toContainEqual(expect.stringMatching(/^sex may not be used to decide \(us-ecoa: 15 U\.S\.C\. 1691/));
    expect(says).toContainEqual(expect.stringContaining('under conditions only'));
  });

  it('asks where it does not know the place, the field or the trait, and takes none of it for nothing to do', () => {
    expect(advise({ places: [] }, 'asks')).toHaveLength(1);
    expect(advise({ domain: 'credits' }, 'asks')[0]!.message).toContain('"credits"');
    expect(advise({ leftOut: { shoesize: 'why not' } }, 'asks')[0]!.message).toContain(
      'not known to protect "shoesize"',
    );
  });
});
