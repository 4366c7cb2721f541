import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL, groupOf, OPTIONS, TEN, tallyOf } from '../../../../test/support/metric-groups.js';
import { compareGroups } from '../comparisons/compare.js';
import { groupTally } from '../tally/groups.js';
import { rebinTally } from '../tally/rebin.js';
import { type MetricName, SCORE_METRICS } from '../tally/types.js';
import { calibrationBins } from './calibration.js';
import { calibrationBinOf } from './calibration-sums.js';
import { evidenceSize } from './evidence.js';
import { estimateMetric } from './metrics.js';

describe('metrics by hand', () => {
  const group = groupOf(TEN);
  it.each<[MetricName, number, number]>([
    ['selection_rate', 6 / 12, 12],
    ['favourable_rate', 6 / 12, 12],
    ['opportunity_rate', 3 / 4, 4],
    ['base_rate', 4 / 10, 10],
    ['true_positive_rate', 3 / 4, 4],
    ['false_positive_rate', 2 / 6, 6],
    ['true_negative_rate', 4 / 6, 6],
    ['false_negative_rate', 1 / 4, 4],
    ['positive_predictive_value', 3 / 5, 5],
    ['negative_predictive_value', 4 / 5, 5],
    ['accuracy', 7 / 10, 10],
    ['balanced_accuracy', (3 / 4 + 4 / 6) / 2, 10],
    ['f1', 6 / 9, 6],
    ['mean_score', 5.6 / 11, 11],
    // 24 pairs: 0.9 beats 6; each 0.8 beats 5 and ties 1; 0.3 beats 3 and ties 1.
    ['auc', (6 + 2 * 5.5 + 3.5) / 24, 10],
    ['brier', (0.01 + 0.04 * 2 + 0.64 + 0.49 + 0.49 + 0.09 + 0.04 + 0.01 * 2) / 10, 10],
  ])('%s', (metric, value, n) => {
    const estimate = estimateMetric(group, metric, OPTIONS);
    expect(estimate.estimate).toBeCloseTo(value, 9);
    expect(estimate).toMatchObject({ n, status: 'ok', level: 0.95 });
  });

  it('log loss is the mean of minus the logarithm of the chance given to what happened', () => {
    const estimate = estimateMetric(
      groupOf([
        [1, 1, 0.8],
        [0, 1, 0.6],
        [1, 0, 0.5],
      ]),
      'log_loss',
      OPTIONS,
    );
    expect(estimate.estimate).toBeCloseTo(-(Math.log(0.8) + Math.log(0.4) + Math.log(0.5)) / 3, 12);
  });

  it('calibration error weighs the gap of each bin by its people', () => {
    const estimate = estimateMetric(
      groupOf([
        [1, 1, 0.85],
        [0, 1, 0.89],
        [1, 0, 0.15],
      ]),
      'expected_calibration_error',
      OPTIONS,
    );
    expect(estimate.estimate).toBeCloseTo((Math.abs(1 - 0.85 - 0.89) + Math.abs(1 - 0.15)) / 3, 12);
  });

  it('a resampled interval names replicates and seed and repeats itself', () => {
    const one = estimateMetric(group, 'f1', OPTIONS);
    expect(one.method).toBe('bootstrap(replicates=50,seed=1)');
    expect(estimateMetric(group, 'f1', OPTIONS)).toEqual(one);
    expect(estimateMetric(group, 'f1', { ...OPTIONS, seed: 2 })).not.toEqual(one);
  });
});

describe('what cannot be estimated', () => {
  it('is undefined with a reason for every metric of an empty group', () => {
    const empty = groupTally(tallyOf([]), [])[0]!;
    for (const metric of ALL) {
      const estimate = estimateMetric(empty, metric, OPTIONS);
      expect(estimate).toMatchObject({ estimate: null, lower: null, upper: null, status: 'undefined' });
      expect(estimate.reason).toBeTruthy();
    }
  });

  it('leaves selection and mean score when nobody has a label', () => {
    const group = groupOf([
      [null, 1, 0.4],
      [null, 0, 0.2],
    ]);
    const defined = ALL.filter((metric) => estimateMetric(group, metric, OPTIONS).estimate !== null);
    expect(defined).toEqual(['selection_rate', 'favourable_rate', 'mean_score']);
  });

  it('log loss is infinite, so undefined, when a certain score is wrong', () => {
    expect(
      estimateMetric(
        groupOf([
          [1, 0, 0],
          [0, 0, 0.5],
        ]),
        'log_loss',
        OPTIONS,
      ),
    ).toMatchObject({ estimate: null, status: 'undefined' });
    expect(
      estimateMetric(
        groupOf([
          [1, 1, 1],
          [0, 0, 0],
        ]),
        'log_loss',
        OPTIONS,
      ).estimate,
    ).toBeCloseTo(0, 12);
  });

  it('scores outside 0..1 have AUC and mean only', () => {
    const group = groupOf([
      [1, 1, 700],
      [0, 0, 500],
      [1, 0, 400],
      [0, 1, 650],
    ]);
    const defined = SCORE_METRICS.filter((metric) => estimateMetric(group, metric, OPTIONS).estimate !== null);
    expect(defined).toEqual(['mean_score', 'auc']);
    expect(estimateMetric(group, 'brier', OPTIONS).reason).toContain('not probabilities');
    expect(calibrationBins(group)).toEqual([]);
  });

  it('AUC needs both classes', () => {
    expect(
      estimateMetric(
        groupOf([
          [1, 1, 0.7],
          [1, 0, 0.2],
        ]),
        'auc',
        OPTIONS,
      ),
    ).toMatchObject({ estimate: null, status: 'undefined' });
  });

  it('an interval without width is not shown', () => {
    const perfect = groupOf([
      [1, 1, 0.9],
      [0, 0, 0.1],
    ]);
    expect(estimateMetric(perfect, 'balanced_accuracy', OPTIONS)).toMatchObject({
      estimate: 1,
      lower: null,
      upper: null,
      status: 'ok',
    });
    expect(estimateMetric(perfect, 'auc', OPTIONS)).toMatchObject({ estimate: 1, lower: null, upper: null });
  });
});

describe('too little evidence', () => {
  it('is judged by the own denominator of the metric, and the estimate is still given', () => {
    const options = { ...OPTIONS, minGroupSize: 5 };
    const group = groupOf(TEN);
    expect(estimateMetric(group, 'true_positive_rate', options)).toMatchObject({
      estimate: 0.75,
      status: 'insufficient',
    });
    expect(estimateMetric(group, 'false_positive_rate', options).status).toBe('ok');
    expect(estimateMetric(group, 'auc', options).status).toBe('insufficient');
    expect(evidenceSize(group, 'auc', 1)).toBe(4);
    expect(estimateMetric(group, 'true_positive_rate', options).reason).toContain('4 people');
  });

  it('of either side makes a comparison insufficient', () => {
    const options = { ...OPTIONS, minGroupSize: 5 };
    const small = groupOf([
      [1, 1, 0.5],
      [1, 0, 0.4],
    ]);
    const comparison = compareGroups(groupOf(TEN), small, 'accuracy', 'difference', options);
    expect(comparison).toMatchObject({ status: 'insufficient', estimate: 0.7 - 0.5 });
    expect(comparison.reason).toContain('the reference rests on 2 people');
  });
});

describe('calibration bins', () => {
  it('hold their lower edge, the last one both', () => {
    const edges = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
    expect(edges.map((edge) => calibrationBinOf(edge, 10))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]);
  });

  it('are those of the definition for every double', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 1000 }), (score, count) => {
        const k = calibrationBinOf(score, count);
        expect(k / count).toBeLessThanOrEqual(score);
        if (k < count - 1) expect((k + 1) / count).toBeGreaterThan(score);
      }),
      { numRuns: 2000 },
    );
  });

  it('of a tally in bins equal those of distinct scores where the edges agree', () => {
    const tally = tallyOf(TEN);
    const exact = calibrationBins(groupTally(tally, ['g'])[0]!);
    const binned = calibrationBins(groupTally(rebinTally(tally, { lower: 0, upper: 1, count: 100 }), ['g'])[0]!);
    binned.forEach((bin, k) => {
      expect(bin.n).toBe(exact[k]!.n);
      expect(bin.observed).toBe(exact[k]!.observed);
      if (bin.meanScore !== null) expect(bin.meanScore).toBeCloseTo(exact[k]!.meanScore!, 10);
    });
  });
});

describe('scores in bins', () => {
  it('are said in the method, and sums stay exact', () => {
    const [binned] = groupTally(rebinTally(tallyOf(TEN), { lower: 0, upper: 1, count: 10 }), ['g']);
    const exact = groupOf(TEN);
    expect(estimateMetric(binned!, 'auc', OPTIONS).method).toBe('delong, scores in 10 bins');
    for (const metric of ['mean_score', 'brier'] as const) {
      const [one, two] = [binned!, exact].map((group) => estimateMetric(group, metric, OPTIONS));
      expect(one!.estimate).toBe(two!.estimate);
      expect(one!.method).toContain('scores in 10 bins');
    }
  });
});
