import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../core/policy/index.js';
import { bindLive, checkBound } from './live-binding.js';

const policy = (data: string) =>
  parsePolicy(
    `tribune: policy/v1
name: p
version: 1.0.0
data:
  label: { column: truth, positive: [yes], negative: [no] }
  score: risk
  cutoff: 0.5
  favourable: 0
  attributes:
    race: { column: ethnic_group }
${data}
requirements:
  - { id: r, metric: selection_rate, by: [race], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: x } }
`,
    { file: 'p.yaml' },
  ).policy;

describe('a policy over recorded decisions', () => {
  it('has its label from later labels, its prediction from the outcome, its score from the score', () => {
    const { data } = bindLive(policy('')).policy;
    expect(data.label).toEqual({ column: 'label', positive: null, negative: null });
    expect(data.prediction).toEqual({ column: 'outcome', positive: null, negative: null });
    expect(data.score).toBe('score');
  });

  it('finds attributes by name, not by the column of a file', () => {
    expect(bindLive(policy('')).attributes).toEqual(['attributes.race']);
  });

  it('is bound otherwise where data.live says so, in the words of the policy', () => {
    const live = bindLive(policy('  live: { label: inputs.truth, race: ethnicity }'));
    expect(live.policy.data.label).toMatchObject({ column: 'inputs.truth', positive: ['yes'] });
    expect(live.attributes).toEqual(['attributes.ethnicity']);
    expect(live.inputs).toEqual(['inputs.truth']);
  });

  it('reads filters with its own names, fields, attributes and inputs', () => {
    const {
      policy: bound,
      attributes,
      inputs,
    } = bindLive(
      policy(
        "  where: risk >= 0.1 and ethnic_group != 'x' and route = 'automatic' and attributes.sex is missing and inputs.a.b > 1",
      ),
    );
    const names = JSON.stringify(bound.data.where).match(/"path":\["[^"]+"\]/g);
    expect(names).toEqual(
      ['score', 'attributes.race', 'route', 'attributes.sex', 'inputs.a.b'].map((name) => `"path":["${name}"]`),
    );
    expect(attributes).toEqual(['attributes.race', 'attributes.sex']);
    expect(inputs).toEqual(['inputs.a.b']);
  });

  it('refuses a weight, which no decision has, until data.live answers for it', () => {
    expect(() => bindLive(policy('  weight: n\n  weightKind: count'))).toThrow(/data.weight names "n"/);
    const { data } = bindLive(policy('  weight: n\n  weightKind: count\n  live: { weight: none }')).policy;
    expect(data).toMatchObject({ weight: null, weightKind: 'none' });
  });

  it('about lists may take for missing only what no candidate can hold or be worth', () => {
    const lists = (word: string, relevance: string) =>
      bindLive(
        parsePolicy(
          `tribune: policy/v1
name: p
version: 1.0.0
data:
  outcome: { type: ranking, list: query, position: rank${relevance} }
  attributes: { sex: {} }
  missing: [${JSON.stringify(word)}]
requirements:
  - { id: r, metric: exposure, per: candidate, by: [sex], compare: ratio, min: 0.1, evidence: point, smallGroups: report, severity: warn, basis: { kind: ours, source: x } }
`,
          { file: 'p.yaml' },
        ).policy,
      );
    for (const word of ['', '0', '-1', '1.5', '1000001', '9999999', 'n/a', ' '])
      expect(() => lists(word, '')).not.toThrow();
    for (const word of ['1', '17', '1000000'])
      expect(() => lists(word, '')).toThrow(`"${word}", which can be the position of a recorded candidate`);
    const RATED = ', relevance: worth';
    for (const word of ['-1', '5000.5', '9999999', 'n/a']) expect(() => lists(word, RATED)).not.toThrow();
    for (const word of ['0', '0.5', '4096', '5000'])
      expect(() => lists(word, RATED)).toThrow(`"${word}", which can be the position or relevance of a recorded`);
  });

  it('is mistaken where a name has a value in no decision', () => {
    const known = new Set(['attributes.rase']);
    expect(() => checkBound(bindLive(policy('')), { present: new Set(), known })).toThrow(
      'no recorded decision has the attribute "race"',
    );
  });
});
