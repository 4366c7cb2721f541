import { describe, expect, it } from 'vitest';
import { type LabelledCounts, rateOfCounts } from '../../fairness/frontier/index.js';
import { createGenerator } from '../../stats/index.js';
import { LABEL_METRICS, labelsToExplain } from '../index.js';

/** The fewest labels by trying every number of each kind; null where none does it. */
function bruteForce(group: LabelledCounts, isKept: (counts: LabelledCounts) => boolean): number | null {
  let best: number | null = null;
  for (let tp = 0; tp <= group.tp; tp++)
    for (let fp = 0; fp <= group.fp; fp++)
      for (let fn = 0; fn <= group.fn; fn++)
        for (let tn = 0; tn <= group.tn; tn++) {
          const [a, b] = [fp - tp, tn - fn];
          const now = { tp: group.tp + a, fp: group.fp - a, fn: group.fn + b, tn: group.tn - b };
          const sum = tp + fp + fn + tn;
          if ((best === null || sum < best) && isKept(now)) best = sum;
        }
  return best;
}

describe('labels that would have to be wrong', () => {
  it.each(LABEL_METRICS)('are the fewest that explain a gap of the %s', (metric) => {
    const random = createGenerator(metric);
    const draw = (most: number): LabelledCounts => {
      const count = (): number => 1 + random.nextInteger(most);
      return { tp: count(), fp: count(), fn: count(), tn: count() };
    };
    for (let trial = 0; trial < 8; trial++) {
      const [group, reference] = [draw(6), draw(40)];
      const other = rateOfCounts(reference, metric)!;
      for (const [compare, bound] of [
        ['difference', 0.05],
        ['ratio', 0.9],
      ] as const) {
        const found = labelsToExplain(group, reference, { metric, compare, bound });
        const isLow = rateOfCounts(group, metric)! < other;
        const best = bruteForce(group, (now) => {
          const rate = rateOfCounts(now, metric);
          if (rate === null) return false;
          const target =
            compare === 'difference' ? other + (isLow ? -bound : bound) : isLow ? other * bound : other / bound;
          return isLow ? rate >= target - 1e-9 : rate <= target + 1e-9;
        });
        expect(found.labels, `${compare} of ${JSON.stringify([group, reference])}`).toBe(best);
      }
    }
  });

  it('are told where those that count most leave nobody in the denominator', () => {
    // Nobody with a label 1 was found: all three such labels would have to be wrong, and one of a person who got a 1.
    const group = { tp: 0, fp: 5, fn: 3, tn: 2 };
    const found = labelsToExplain(
      group,
      { tp: 19, fp: 4, fn: 1, tn: 9 },
      { metric: 'true_positive_rate', compare: 'difference', bound: 0.05 },
    );
    expect([found.fewest, found.labels]).toEqual([{ tp: 0, fp: 1, fn: 3, tn: 0 }, 4]);
  });

  it('that are wrong alike after either prediction explain a gap of base rates and none of true positive rates', () => {
    const [group, reference] = [
      { tp: 40, fp: 10, fn: 40, tn: 10 },
      { tp: 45, fp: 20, fn: 15, tn: 20 },
    ];
    const base = labelsToExplain(group, reference, { metric: 'base_rate', compare: 'difference', bound: 0 });
    expect(base.ofOnes).toBeCloseTo(1 - 0.6 / 0.8, 9);
    expect([base.labels, base.share, base.ofZeros]).toEqual([20, 0.2, null]);
    const opportunity = labelsToExplain(group, reference, {
      metric: 'true_positive_rate',
      compare: 'difference',
      bound: 0.1,
    });
    // Wrong labels 1 leave the rate as it is where they are wrong after either prediction alike.
    expect(opportunity.ofOnes).toBeNull();
    expect(opportunity.labels).toBeGreaterThan(0);
    expect(opportunity.target).toBeCloseTo(0.65, 12);
  });

  it('are none where there is no gap, and refused where labels have no part', () => {
    const same = { tp: 4, fp: 1, fn: 4, tn: 1 };
    expect(labelsToExplain(same, same, { metric: 'accuracy', compare: 'difference', bound: 0.01 }).labels).toBe(0);
    expect(() => labelsToExplain(same, same, { metric: 'selection_rate', compare: 'ratio', bound: 0.8 })).toThrow(
      'no part',
    );
    expect(() => labelsToExplain(same, same, { metric: 'accuracy', compare: 'ratio', bound: 0 })).toThrow(
      'a bound of 0',
    );
    const nobody = { tp: 0, fp: 1, fn: 0, tn: 1 };
    expect(() =>
      labelsToExplain(nobody, same, { metric: 'true_positive_rate', compare: 'difference', bound: 0 }),
    ).toThrow('nobody');
  });
});
