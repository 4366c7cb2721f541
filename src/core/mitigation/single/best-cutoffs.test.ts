import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import type { FrontierGroup } from '../../fairness/frontier/index.js';
import { createGenerator } from '../../stats/index.js';
import {
  type BestCutoffsOptions,
  bestCutoffs,
  type CutoffBound,
  cutoffMetricOf,
  groupRows,
  scoredGroups,
} from '../index.js';
import { type CutoffMetric, missOf } from './bounds.js';

/** People of three groups with few different scores, so that every triple of cutoffs can be tried. */
function people(seed: number): FrontierGroup[] {
  const random = createGenerator(seed);
  const rows = Array.from({ length: 60 }, () => random.nextInteger(3));
  const score = Float64Array.from(rows, () => random.nextInteger(8) / 8);
  const label = Array.from(score, (value, r) => +(random.nextUniform() < 0.2 + 0.5 * value + 0.1 * rows[r]!));
  return scoredGroups(groupRows({ town: rows.map(String) }), { label, score });
}

const CUTOFFS = [...Array.from({ length: 8 }, (_, i) => i / 8), 2];
const countsAt = ({ positives, negatives }: FrontierGroup, cutoff: number) => {
  const above = ({ scores, counts }: FrontierGroup['positives'], isAbove: boolean): number =>
    counts.reduce((sum, count, i) => sum + (scores[i]! >= cutoff === isAbove ? count : 0), 0);
  return {
    tp: above(positives, true),
    fn: above(positives, false),
    fp: above(negatives, true),
    tn: above(negatives, false),
  };
};

/** The best of all triples of cutoffs that keep the bounds; null where none does. */
function bruteForce(
  groups: readonly FrontierGroup[],
  metric: CutoffMetric,
  bounds: readonly CutoffBound[],
): number | null {
  const sign = metric.startsWith('false') ? -1 : 1;
  let best: number | null = null;
  for (const a of CUTOFFS)
    for (const b of CUTOFFS)
      for (const c of CUTOFFS) {
        const counts = [a, b, c].map((cutoff, g) => countsAt(groups[g]!, cutoff));
        const isKept = bounds.every((bound) => {
          const values = counts.map((one) => cutoffMetricOf(one, bound.metric, 1));
          return !values.includes(null) && missOf(bound, values as number[]) < 1e-12;
        });
        const sum = (of: 'tp' | 'fp' | 'fn' | 'tn'): number => counts.reduce((all, one) => all + one[of], 0);
        const value = cutoffMetricOf({ tp: sum('tp'), fp: sum('fp'), fn: sum('fn'), tn: sum('tn') }, metric, 1);
        if (isKept && value !== null && (best === null || sign * value > sign * best)) best = value;
      }
  return best;
}

describe('one cutoff for each group', () => {
  const difference = (metric: CutoffMetric, max: number): CutoffBound => ({ metric, compare: 'difference', max });
  it.each<[CutoffMetric, CutoffBound[]]>([
    ['f1', [difference('positive_predictive_value', 0.1)]],
    ['positive_predictive_value', [{ metric: 'selection_rate', compare: 'ratio', min: 0.8 }]],
    ['accuracy', [difference('accuracy', 0.05), { metric: 'true_positive_rate', compare: 'value', min: 0.5 }]],
    ['balanced_accuracy', [difference('true_positive_rate', 0.1), difference('false_positive_rate', 0.1)]],
    ['negative_predictive_value', [difference('f1', 0.1), { metric: 'selection_rate', compare: 'value', max: 0.7 }]],
    ['false_positive_rate', [{ metric: 'true_positive_rate', compare: 'value', min: 0.6 }]],
  ])('is the best by %s of all that keep the bounds', (objective, bounds) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const groups = people(seed);
      const best = bruteForce(groups, objective, bounds);
      const found = bestCutoffs(groups, { objective, bounds });
      if (best === null) expect(found.missed).toBeGreaterThan(0);
      else {
        expect([found.missed, found.lookedAt]).toEqual([0, 1]);
        expect(found.objective).toBeCloseTo(best, 12);
      }
    }
  });

  it('is worth as much as can be by what decisions are worth', () => {
    const utility = { truePositive: 3, falsePositive: -7, trueNegative: 0, falseNegative: 0 };
    const found = bestCutoffs(people(1), { objective: { utility } });
    const worth = people(1).reduce((sum, group) => {
      const of = (cutoff: number): number => 3 * countsAt(group, cutoff).tp - 7 * countsAt(group, cutoff).fp;
      return sum + Math.max(...CUTOFFS.map(of));
    }, 0);
    expect(found.objective).toBeCloseTo(worth / 60, 12);
  });

  it('is the nearest where no cutoffs keep the bounds, and says by how much', () => {
    const bounds: CutoffBound[] = [{ metric: 'positive_predictive_value', compare: 'value', min: 0.99 }];
    const found = bestCutoffs(people(1), { objective: 'accuracy', bounds });
    const reachable = people(1).map((group) =>
      Math.max(
        ...CUTOFFS.map((cutoff) => cutoffMetricOf(countsAt(group, cutoff), 'positive_predictive_value', 1) ?? 0),
      ),
    );
    expect(found.missed).toBeCloseTo(0.99 - Math.min(...reachable), 6);
  });

  it.each<[string, BestCutoffsOptions, string]>([
    ['a metric that no cutoff moves', { objective: 'base_rate' as CutoffMetric }, 'an objective "base_rate"'],
    ['a bound on nothing', { objective: 'accuracy', bounds: [{ metric: 'f1', compare: 'value' }] }, 'at nothing'],
    ['a bound above 1', { objective: 'accuracy', bounds: [difference('f1', 2)] }, 'a bound on f1 at 2'],
  ])('refuses %s', (_, options, said) => {
    expect(() => bestCutoffs(people(1), options)).toThrow(said);
  });
});

describe.skipIf(!hasShared)('against the best of all pairs of thresholds', () => {
  interface Case {
    readonly groups: Readonly<Record<string, number>>;
    readonly results: Readonly<Record<string, { readonly exhaustive: { readonly value: number } }>>;
  }
  const { cases } = sharedJson<{ cases: Record<string, Case> }>('reference/mitigation/best-thresholds.json');
  const BOUNDS: Readonly<Record<string, readonly CutoffMetric[]>> = {
    demographic_parity: ['selection_rate'],
    equal_opportunity: ['true_positive_rate'],
    equalized_odds_max: ['true_positive_rate', 'false_positive_rate'],
    none: [],
  };
  const boundsOf = (text: string): CutoffBound[] => {
    const [, name, , value] = /^(\w+?)((?:<|>)=([\d.]+))?$/.exec(text)!;
    if (name === 'min_recall') return [{ metric: 'true_positive_rate', compare: 'value', min: Number(value) }];
    return BOUNDS[name!]!.map((metric) => ({ metric, compare: 'difference', max: Number(value) }));
  };
  it.each(Object.keys(cases))('the value is the same: %s', (name) => {
    const [set, column] = name.split('|') as [string, string];
    const isPacked = /adult|law/.test(set);
    const isOfGroup = (row: Record<string, string>): boolean => row[column]! in cases[name]!.groups;
    // The half is of the people who are compared.
    const people = sharedCsv(`data/${set}.csv${isPacked ? '.gz' : ''}`)
      .filter(isOfGroup)
      .filter((_, p) => (((p + 1) * 2654435761) % 2 ** 32) / 2 ** 32 < 0.5);
    const groups = scoredGroups(groupRows({ group: people.map((row) => row[column]!) }), {
      label: people.map((row) => Number(row.y_true)),
      score: Float64Array.from(people, (row) => Number(row.score)),
    });
    for (const [asked, { exhaustive }] of Object.entries(cases[name]!.results)) {
      // Two bounds at once look through every pair of values, which of thousands takes a second each.
      if (isPacked && asked.includes('equalized_odds') && process.env.TRIBUNE_LONG === undefined) continue;
      const [objective, bounds] = asked.split('|') as [CutoffMetric, string];
      const found = bestCutoffs(groups, { objective, bounds: boundsOf(bounds) });
      expect(found.objective, asked).toBeCloseTo(exhaustive.value, 12);
      expect([found.missed, found.lookedAt]).toEqual([0, 1]);
    }
  });
});
