import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL, groupOf, OPTIONS, type Row } from '../../../../test/support/metric-groups.js';
import { compareGroups } from '../comparisons/compare.js';
import { INTEGER_METRICS } from '../tally/types.js';
import { evidenceSize } from './evidence.js';
import { estimateMetric } from './metrics.js';

describe('weights', () => {
  const rows = fc.array(
    fc.tuple(
      fc.constantFrom<0 | 1 | null>(0, 1, null),
      fc.constantFrom<0 | 1>(0, 1),
      fc.constantFrom(0.1, 0.3, 0.55, 0.9, null),
      fc.integer({ min: 0, max: 4 }),
    ),
    { minLength: 1, maxLength: 25 },
  );

  it('that count give every number of the expanded rows', () => {
    fc.assert(
      fc.property(rows, (weighted) => {
        const expanded = weighted.flatMap(([label, prediction, score, weight]): Row[] =>
          Array.from({ length: weight }, () => [label, prediction, score]),
        );
        fc.pre(expanded.length > 0);
        const [one, two] = [groupOf(weighted, 'count'), groupOf(expanded)];
        for (const metric of ALL) {
          expect(estimateMetric(one, metric, OPTIONS)).toEqual(estimateMetric(two, metric, OPTIONS));
          expect(evidenceSize(one, metric, 0)).toBe(evidenceSize(two, metric, 0));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('that sample, all alike, give the estimates and evidence of unweighted rows', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom(1, 0.5, 8), (plain, weight) => {
        const unweighted = plain.map(([label, prediction, score]): Row => [label, prediction, score]);
        const sampled = groupOf(
          unweighted.map(([l, p, s]): Row => [l, p, s, weight]),
          'sampling',
        );
        const group = groupOf(unweighted);
        for (const metric of INTEGER_METRICS) {
          const [one, two] = [estimateMetric(sampled, metric, OPTIONS), estimateMetric(group, metric, OPTIONS)];
          expect(one.status).toBe(two.status);
          for (const end of ['estimate', 'lower', 'upper'] as const) {
            if (two[end] === null) expect(one[end]).toBeNull();
            else expect(one[end]).toBeCloseTo(two[end], 12);
          }
          expect(evidenceSize(sampled, metric, 1)).toBeCloseTo(evidenceSize(group, metric, 1), 9);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('that sample widen the interval by Kish: one heavy person counts for little', () => {
    const group = groupOf(
      [
        [1, 1, 0.5, 100],
        [1, 0, 0.5, 1],
        [1, 0, 0.5, 1],
      ],
      'sampling',
    );
    expect(evidenceSize(group, 'true_positive_rate', 1)).toBeCloseTo(102 ** 2 / 10002, 9);
    expect(estimateMetric(group, 'true_positive_rate', { ...OPTIONS, minGroupSize: 2 }).status).toBe('insufficient');
  });

  it('that sample have no DeLong and no exact test', () => {
    const group = groupOf(
      [
        [1, 1, 0.9, 1.5],
        [0, 0, 0.2, 0.7],
      ],
      'sampling',
    );
    const auc = estimateMetric(group, 'auc', OPTIONS);
    expect(auc).toMatchObject({ estimate: 1, lower: null, upper: null, status: 'undefined' });
    expect(auc.reason).toContain('sampling weights');
    expect(compareGroups(group, group, 'accuracy', 'difference', OPTIONS).test).toBe('two-proportion z');
    expect(compareGroups(group, group, 'auc', 'difference', OPTIONS)).toMatchObject({
      estimate: null,
      status: 'undefined',
    });
  });

  it('that count, doubled, leave every rate where it is', () => {
    fc.assert(
      fc.property(rows, (weighted) => {
        fc.pre(weighted.some(([, , , weight]) => weight > 0));
        const doubled = weighted.map(([l, p, s, w]): Row => [l, p, s, 2 * w]);
        for (const metric of INTEGER_METRICS) {
          const [one, two] = [weighted, doubled].map((r) => estimateMetric(groupOf(r, 'count'), metric, OPTIONS));
          expect(two!.estimate).toBe(one!.estimate);
          if (one!.lower !== null) expect(two!.upper! - two!.lower!).toBeLessThan(one!.upper! - one!.lower!);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('every interval', () => {
  it('holds its estimate', () => {
    const rows = fc.array(
      fc.tuple(fc.constantFrom<0 | 1>(0, 1), fc.constantFrom<0 | 1>(0, 1), fc.constantFrom(0.05, 0.3, 0.55, 0.9)),
      { minLength: 1, maxLength: 25 },
    );
    fc.assert(
      fc.property(rows, (some) => {
        for (const metric of ALL) {
          const { estimate, lower, upper } = estimateMetric(groupOf(some as Row[]), metric, OPTIONS);
          if (estimate === null || lower === null || upper === null) continue;
          expect(lower).toBeLessThanOrEqual(estimate + 1e-12);
          expect(upper).toBeGreaterThanOrEqual(estimate - 1e-12);
        }
      }),
      { numRuns: 60 },
    );
  });
});
