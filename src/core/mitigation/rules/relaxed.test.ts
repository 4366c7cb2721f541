import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import { chanceOf, groupRows, type RelaxedConstraint, relaxedCutoffs, scoredGroups } from '../index.js';

interface Reference {
  readonly results: readonly {
    readonly constraint: RelaxedConstraint;
    readonly tolerance: number;
    readonly false_pos_cost: number;
    readonly false_neg_cost: number;
    readonly cost: number;
  }[];
  readonly groups: Readonly<Record<string, unknown>>;
}

const ROWS = groupRows({ sex: ['f', 'f', 'f', 'f', 'm', 'm', 'm', 'm'] });
const LABEL = [1, 1, 0, 0, 1, 1, 0, 0];
const SCORE = Float64Array.of(0.9, 0.3, 0.6, 0.2, 0.8, 0.7, 0.4, 0.1);

describe('cutoffs with a tolerance', () => {
  const groups = scoredGroups(ROWS, { label: LABEL, score: SCORE });

  it('are those that its mixtures decide by', () => {
    const found = relaxedCutoffs(groups, { constraint: 'equalized_odds', tolerance: 0.1 });
    expect(found.difference).toBeLessThanOrEqual(0.1 + 1e-12);
    for (const { key, mixture, truePositiveRate } of found.groups) {
      const own = [...SCORE].filter((_, r) => ROWS.keys[ROWS.codes[r]!]!.sex === key.sex && LABEL[r] === 1);
      const rate = own.reduce((sum, score) => sum + chanceOf(mixture, score), 0) / own.length;
      expect(rate).toBeCloseTo(truePositiveRate, 12);
    }
  });

  it('level every group up to a least rate', () => {
    const free = relaxedCutoffs(groups, {
      constraint: 'true_positive_rate_parity',
      tolerance: 1,
      falsePositiveCost: 2,
    });
    expect(Math.min(...free.groups.map((one) => one.truePositiveRate))).toBeLessThan(1);
    const up = relaxedCutoffs(groups, {
      constraint: 'true_positive_rate_parity',
      tolerance: 1,
      falsePositiveCost: 2,
      leastTruePositiveRate: 1,
    });
    for (const one of up.groups) expect(one.truePositiveRate).toBeCloseTo(1, 12);
    expect(up.cost).toBeGreaterThan(free.cost);
  });

  it('are found for many groups whose scores all differ, where bounds meet in one corner', () => {
    // Whoever has the place i of 400 merits the decision with a chance that rises with i, by groups at another speed.
    const many = Array.from({ length: 30 }, (_, g) => {
      const of = (label: number): Float64Array =>
        Float64Array.from({ length: 400 }, (_value, i) => i)
          .filter((i) => +(((i * 0.618) % 1) ** (1 + (g % 7) / 4) < (i + 0.5) / 400) === label)
          .map((i) => (i + g / 30) / 400);
      const [positives, negatives] = [of(1), of(0)];
      const mass = (scores: Float64Array) => ({ scores, counts: new Float64Array(scores.length).fill(1) });
      return { key: { town: String(g) }, positives: mass(positives), negatives: mass(negatives) };
    });
    const costAt = (tolerance: number): number => {
      const found = relaxedCutoffs(many, { constraint: 'equalized_odds', tolerance });
      expect(Math.abs(found.excess) + Math.max(0, found.difference - tolerance)).toBeLessThan(1e-10);
      return found.cost;
    };
    const [free, near, equal] = [1, 0.05, 0].map(costAt) as [number, number, number];
    expect(free).toBeLessThan(near);
    expect(near).toBeLessThan(equal);
  });

  it('are refused without two groups of both labels', () => {
    expect(() => relaxedCutoffs(groups.slice(1), { constraint: 'equalized_odds', tolerance: 0 })).toThrow(
      'fewer than two',
    );
    const one = scoredGroups(ROWS, { label: LABEL.map((y, r) => (r < 4 ? 1 : y)), score: SCORE });
    expect(() => relaxedCutoffs(one, { constraint: 'equalized_odds', tolerance: 0 })).toThrow('one label only');
    expect(() => relaxedCutoffs(groups, { constraint: 'equalized_odds', tolerance: 2 })).toThrow('a tolerance of 2');
  });
});

describe.skipIf(!hasShared)('against error-parity and HiGHS', () => {
  const { cases } = sharedJson<{ cases: Record<string, Reference> }>(
    'reference/mitigation/relaxed-group-thresholds.json',
  );
  it.each([
    'compas-lr|race',
    'compas-lr|race(all)',
    'german-lr|sex',
    'german-lr|age_band',
    'hmda-boston-lr|race',
    'law-school-lr|race',
  ])('the cost is the same: %s', (name) => {
    const [set, column] = name.replace('(all)', '').split('|') as [string, string];
    const wanted = Object.keys(cases[name]!.groups);
    const file = ['law-school-lr'].includes(set) ? `data/predictions-${set}.csv.gz` : `data/predictions-${set}.csv`;
    const people = sharedCsv(file).filter((row) => wanted.includes(row[column]!));
    const rows = groupRows({ group: people.map((row) => row[column]!) });
    const score = Float64Array.from(people, (row) => Number(row.score));
    const groups = scoredGroups(rows, { label: people.map((row) => Number(row.y_true)), score });
    for (const { constraint, tolerance, false_pos_cost, false_neg_cost, cost } of cases[name]!.results) {
      const found = relaxedCutoffs(groups, {
        constraint,
        tolerance,
        falsePositiveCost: false_pos_cost,
        falseNegativeCost: false_neg_cost,
      });
      expect(Math.abs(found.cost - cost), `${constraint} ${tolerance}`).toBeLessThan(1e-9);
      expect(found.difference).toBeLessThan(tolerance + 1e-9);
    }
  });
});
