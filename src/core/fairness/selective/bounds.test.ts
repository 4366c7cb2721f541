import { describe, expect, it } from 'vitest';
import type { RatedGroup } from '../metrics/rates.js';
import { rateOf } from '../metrics/rates.js';
import { INTEGER_METRICS } from '../tally/types.js';
import { boundsOf, labelCounts, shareOf } from './bounds.js';
import { identification } from './identified.js';

const NONE = { tp: 0, fp: 0, fn: 0, tn: 0, unlabelled: 0, selectedUnlabelled: 0 };

const groupOf = (tp: number, fp: number, fn: number, tn: number, u1: number, u0: number): RatedGroup => ({
  counts: { tp, fp, fn, tn, unlabelled: u1 + u0 },
  selectedUnlabelled: u1,
  weightKind: 'none',
  squares: NONE,
});

/** The lowest and highest value of a rate over every label that the unlabelled might have, counted one by one. */
function enumerated(group: RatedGroup, metric: (typeof INTEGER_METRICS)[number], favourable: 0 | 1) {
  const { tp, fp, fn, tn, unlabelled } = group.counts;
  const u1 = group.selectedUnlabelled;
  const u0 = unlabelled - u1;
  const values: number[] = [];
  for (let x1 = 0; x1 <= u1; x1++)
    for (let x0 = 0; x0 <= u0; x0++) {
      const rate = rateOf(groupOf(tp + x1, fp + u1 - x1, fn + x0, tn + u0 - x0, 0, 0), metric, favourable);
      if (rate.n > 0) values.push(rate.successes / rate.n);
    }
  return { lower: Math.min(...values), upper: Math.max(...values) };
}

describe('bounds over labels that are not seen', () => {
  const groups = [
    groupOf(7, 3, 0, 0, 0, 6),
    groupOf(4, 5, 1, 2, 3, 4),
    groupOf(1, 0, 0, 9, 0, 1),
    groupOf(0, 0, 6, 5, 4, 0),
  ];

  it('are the lowest and the highest of all completions, for every rate and either favourable prediction', () => {
    for (const group of groups)
      for (const favourable of [0, 1] as const)
        for (const metric of INTEGER_METRICS) {
          const bounds = boundsOf(group, metric, favourable);
          if (bounds === null) continue;
          const { lower, upper } = enumerated(group, metric, favourable);
          // An end whose denominator may be empty is not a value of any completion that has one.
          if (shareOf(bounds.lower) !== null) expect(shareOf(bounds.lower), metric).toBeCloseTo(lower, 12);
          if (shareOf(bounds.upper) !== null) expect(shareOf(bounds.upper), metric).toBeCloseTo(upper, 12);
        }
  });

  it('meet where every label is seen', () => {
    const bounds = boundsOf(groupOf(8, 2, 5, 5, 0, 0), 'true_positive_rate', 1)!;
    expect(shareOf(bounds.lower)).toBe(8 / 13);
    expect(shareOf(bounds.upper)).toBe(8 / 13);
  });

  it('have no ends for rates that need no label', () => {
    expect(boundsOf(groups[0]!, 'selection_rate', 1)).toBeNull();
    expect(boundsOf(groups[0]!, 'favourable_rate', 0)).toBeNull();
  });

  it('count effective people where rows have sampling weights', () => {
    const weighted: RatedGroup = {
      counts: { tp: 40, fp: 10, fn: 0, tn: 0, unlabelled: 50 },
      selectedUnlabelled: 0,
      weightKind: 'sampling',
      squares: { tp: 80, fp: 20, fn: 0, tn: 0, unlabelled: 100, selectedUnlabelled: 0 },
    };
    const { lower } = boundsOf(weighted, 'true_positive_rate', 1)!;
    expect(lower).toEqual({ successes: 40, n: 90, nEff: 90 ** 2 / 180 });
  });

  it('know which rates the labels of the selected determine', () => {
    expect(identification('positive_predictive_value', 1)).toBe('seen');
    expect(identification('negative_predictive_value', 1)).toBe('bounded');
    expect(identification('negative_predictive_value', 0)).toBe('seen');
    expect(identification('favourable_rate', 1)).toBe('unlabelled');
    expect(identification('auc', 1)).toBe('open');
  });

  it('tell people apart by whether their label can be known', () => {
    expect(labelCounts({ ...groupOf(4, 5, 1, 2, 3, 4), n: 19 }, 1)).toEqual({
      n: 19,
      decided: 12,
      labelled: 9,
      waiting: 3,
      others: 7,
      othersLabelled: 3,
    });
  });
});
