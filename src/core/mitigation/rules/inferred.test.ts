import { describe, expect, it } from 'vitest';
import { createGenerator } from '../../stats/index.js';
import { chanceOf, groupRows, type InferredCell, inferredCutoffs, relaxedCutoffs, scoredGroups } from '../index.js';

/** People of two groups with scores that are lower for one, of whom a share is taken for what they are. */
function people(right: number, seed: string) {
  const random = createGenerator(seed);
  const group = Array.from({ length: 600 }, (_, i) => (i % 3 === 0 ? 'f' : 'm'));
  const guess = group.map((one) => (random.nextUniform() < right ? one : one === 'f' ? 'm' : 'f'));
  const merit = group.map(() => random.nextNormal());
  const label = merit.map((value) => +(value + random.nextNormal() > 0));
  const score = Float64Array.from(merit, (value, i) => Math.round(20 * (value - (group[i] === 'f' ? 1 : 0))) / 20);
  const crossed = scoredGroups(groupRows({ guess, sex: group }), { label, score });
  const cells = crossed.map(
    ({ key, ...own }): InferredCell => ({ inferred: { guess: key.guess! }, group: { sex: key.sex! }, ...own }),
  );
  return { group, guess, label, score, cells, known: scoredGroups(groupRows({ sex: group }), { label, score }) };
}

describe('cutoffs by what people are taken for', () => {
  it('are those of known groups where everybody is taken for what they are', () => {
    const { cells, known } = people(1, 'all');
    for (const constraint of ['demographic_parity', 'equalized_odds'] as const) {
      const found = inferredCutoffs(cells, { constraint, tolerance: 0.05 });
      expect(found.lookedAt).toBe(1);
      expect(found.cost).toBeCloseTo(relaxedCutoffs(known, { constraint, tolerance: 0.05 }).cost, 9);
      expect(found.groups.map(({ taken }) => taken!.estimate)).toEqual([1, 1]);
    }
  });

  it('keep the tolerance between true groups, at a cost that rises with the errors of the guess', () => {
    const costs = [1, 0.9, 0.75].map((right) => {
      const { cells, group, guess, score } = people(right, 'some');
      const found = inferredCutoffs(cells, { constraint: 'demographic_parity', tolerance: 0.02 });
      expect(found.excess).toBeLessThan(1e-9);
      expect(found.difference).toBeLessThan(0.02 + 1e-9);
      // The rule, applied by what people are taken for, has these rates among what they are.
      for (const { key, selectionRate } of found.groups) {
        const own = group.flatMap((one, i) => (one === key.sex ? [i] : []));
        const mixture = (i: number) => found.rule.find((one) => one.key.guess === guess[i])!.mixture;
        const rate = own.reduce((sum, i) => sum + chanceOf(mixture(i), score[i]!), 0) / own.length;
        expect(rate).toBeCloseTo(selectionRate, 9);
      }
      return found.cost;
    });
    expect(costs[1]!).toBeGreaterThan(costs[0]!);
    expect(costs[2]!).toBeGreaterThan(costs[1]!);
  });

  it('bound what a rate moves by where people come to be taken for others', () => {
    const { cells } = people(0.9, 'moved');
    const { rule, groups, sensitivity } = inferredCutoffs(cells, { constraint: 'demographic_parity', tolerance: 0.02 });
    expect(sensitivity).toBeGreaterThan(0);
    // A tenth of the first group who were taken for what they are come to be taken for the other.
    const swap = 0.1;
    const [first] = groups;
    const ofMixture = (name: string) => rule.find(({ key }) => key.guess === name)!.mixture;
    const own = cells.find(({ group, inferred }) => group.sex === 'f' && inferred.guess === 'f')!;
    const moved = [own.positives, own.negatives].reduce(
      (sum, { scores, counts }) =>
        sum +
        counts.reduce(
          (part, count, i) =>
            part + count * (chanceOf(ofMixture('m'), scores[i]!) - chanceOf(ofMixture('f'), scores[i]!)),
          0,
        ),
      0,
    );
    expect(Math.abs((swap * moved) / first!.n)).toBeLessThanOrEqual(swap * sensitivity + 1e-12);
  });

  it('are refused without two true groups of both labels', () => {
    const { cells } = people(0.9, 'refused');
    const options = { constraint: 'demographic_parity', tolerance: 0.1 } as const;
    expect(() =>
      inferredCutoffs(
        cells.filter(({ group }) => group.sex === 'f'),
        options,
      ),
    ).toThrow('fewer than two');
    expect(() => inferredCutoffs(cells, { ...options, tolerance: 2 })).toThrow('a tolerance of 2');
    const none = { scores: new Float64Array(), counts: new Float64Array() };
    const poor = cells.map((cell) => (cell.group.sex === 'f' ? { ...cell, positives: none } : cell));
    expect(() => inferredCutoffs(poor, options)).toThrow('one label only');
  });
});
