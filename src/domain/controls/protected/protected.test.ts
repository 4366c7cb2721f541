import { describe, expect, it } from 'vitest';
import { PROTECTION, proposeAttributes } from './protected.js';

const ids = (domain: string, ...jurisdictions: string[]) =>
  proposeAttributes({ domain, jurisdictions }).attributes.map(({ id }) => id);

describe('attributes that a place and a field propose', () => {
  it('are those of federal law on credit, with who says so and a bound that names its basis', () => {
    const { attributes, bounds, asks } = proposeAttributes({ domain: 'credit', jurisdictions: ['US-FL'] });
    expect(attributes.find(({ id }) => id === 'age')).toMatchObject({
      inDecision: 'limited',
      because: [{ rule: 'us-ecoa' }],
    });
    expect(attributes.find(({ id }) => id === 'race')!.inDecision).toBe('never');
    expect(bounds).toMatchObject([{ rule: 'us-ecoa', min: 0.8, basis: 'practice' }]);
    expect(asks).toEqual([]);
  });

  it('join the rules of a field and a place, the strictest first', () => {
    expect(ids('hiring', 'US-NY')).toEqual(
      expect.arrayContaining([
        'race',
        'sex',
        'religion',
        'national-origin',
        'age',
        'disability',
        'genetic-information',
      ]),
    );
    const eu = proposeAttributes({ domain: 'hiring', jurisdictions: ['FR'] });
    expect(eu.attributes.find(({ id }) => id === 'race')!.inDecision).toBe('never');
    expect(eu.attributes.find(({ id }) => id === 'language')!.inDecision).toBe('unsettled');
    // Local law of New York City tells figures and names no bound.
    expect(proposeAttributes({ domain: 'hiring', jurisdictions: ['US-NY'] }).bounds.map(({ min }) => min)).toEqual([
      0.8,
      null,
    ]);
    expect(ids('hiring', 'US-FL')).not.toContain('familial-status');
  });

  it('are none without a place, and what is not known is asked for', () => {
    expect(proposeAttributes({ domain: 'credit', jurisdictions: [] })).toMatchObject({
      ...{ attributes: [], asks: [expect.stringContaining('Where is the system used?')] },
    });
    expect(proposeAttributes({ domain: 'loans', jurisdictions: ['US'] }).asks[0]).toContain(
      '"loans" is none of the known words',
    );
  });

  it('have one name for one trait, and every rule a name of its own', () => {
    const rules = PROTECTION.rules.map(({ id }) => id);
    expect(new Set(rules).size).toBe(rules.length);
  });
});
