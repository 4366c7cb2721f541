import { describe, expect, it } from 'vitest';
import { OWN_SETTINGS, planCandidates, type SearchSpace } from './specs.js';

const space: SearchSpace = {
  learners: ['logistic', 'gbdt'],
  settings: OWN_SETTINGS,
  features: ['age', 'debt', 'town'],
  proxies: ['town', 'age'],
  steps: { logistic: ['none', 'reweighing'], gbdt: ['none', 'reweighing'] },
  monotone: 'age:+,debt:-',
  count: 60,
  seed: 's',
};

describe('the candidates of a search', () => {
  it('begin with the usual models, are as many as asked for, and none is there twice', () => {
    const specs = planCandidates(space);
    expect(specs.slice(0, 2).map(({ id, learner, parameters, step }) => [id, learner, parameters, step])).toEqual([
      ['c01', 'logistic', {}, 'none'],
      ['c02', 'gbdt', {}, 'none'],
    ]);
    expect(specs).toHaveLength(60);
    const texts = specs.map(({ id: _, ...rest }) => JSON.stringify(rest));
    expect(new Set(texts).size).toBe(60);
    expect(planCandidates(space)).toEqual(specs);
    expect(planCandidates({ ...space, seed: 'other' })).not.toEqual(specs);
  });

  it('have each proxy in and out, keep a feature to learn from, and name no direction of one that is left out', () => {
    const specs = planCandidates({ ...space, features: ['town', 'age'], monotone: 'age:+' });
    for (const { features, parameters } of specs) {
      expect(features.length).toBeGreaterThan(0);
      if (parameters.monotone !== undefined) expect(features).toContain('age');
    }
    for (const proxy of ['town', 'age'])
      expect(new Set(specs.map(({ features }) => features.includes(proxy))).size).toBe(2);
  });

  it('are fewer where there are no others', () => {
    const small = {
      ...space,
      learners: ['command'],
      settings: {},
      proxies: [],
      steps: { command: ['none'] },
      count: 2000,
    };
    // One with the seed of the search, and those of the thousand seeds that were drawn before fifty in a row were there already.
    const { length } = planCandidates(small);
    expect(length).toBeGreaterThan(500);
    expect(length).toBeLessThanOrEqual(1001);
  });
});
