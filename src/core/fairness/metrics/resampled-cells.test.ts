import { describe, expect, it } from 'vitest';
import { groupOf, OPTIONS, TEN } from '../../../../test/support/metric-groups.js';
import { createGenerator } from '../../stats/index.js';
import type { Distribution, ScoreColumn } from '../tally/distribution.js';
import { calibrationBinOf } from './calibration-sums.js';
import { LOSSES, lossCells, type MeanMetric } from './loss-cells.js';
import { estimateMetric } from './metrics.js';
import { meanCells } from './score-cells.js';

describe('cells of a resampled mean', () => {
  it.each([
    ['even', (i: number) => i / 5000],
    ['a long tail', (i: number) => -Math.log((i + 0.5) / 5000)],
    ['squares', (i: number) => (i / 5000) ** 2],
  ])('keep sum, people and 99.8 %% of the variance: %s', (_, value) => {
    const values = Array.from({ length: 5000 }, (__, i) => ({ weight: 1 + (i % 3), value: value(i) }));
    const { weights, means } = meanCells([
      { weights: Float64Array.from(values, (v) => v.weight), values: Float64Array.from(values, (v) => v.value) },
    ]);
    const moments = (w: number[], v: number[]) => {
      const n = w.reduce((a, b) => a + b, 0);
      const mean = w.reduce((sum, weight, i) => sum + weight * v[i]!, 0) / n;
      return { n, mean, variance: w.reduce((sum, weight, i) => sum + weight * (v[i]! - mean) ** 2, 0) / n };
    };
    const before = moments(
      values.map((v) => v.weight),
      values.map((v) => v.value),
    );
    const after = moments(weights, means);
    expect(weights.length).toBeLessThanOrEqual(50);
    expect(after.n).toBe(before.n);
    expect(after.mean).toBeCloseTo(before.mean, 9);
    expect(after.variance / before.variance).toBeGreaterThan(0.998);
  });

  it('are more where 50 would lose more: heavy people here and there', () => {
    let finer = 0;
    for (let seed = 1; seed <= 30; seed++) {
      const random = createGenerator(seed);
      const draw = (spread: number): number => Math.exp(spread * random.nextNormal());
      const values = Float64Array.from({ length: 200 + 40 * seed }, () => draw(1 + (seed % 4) / 2));
      const weights = Float64Array.from(values, () => draw(2.5));
      const cells = meanCells([{ weights, values }]);
      if (cells.weights.length > 50) finer += 1;
      const spreadOf = (w: ArrayLike<number>, v: ArrayLike<number>): number => {
        let [n, sum, squares] = [0, 0, 0];
        for (let i = 0; i < w.length; i++) [n, sum] = [n + w[i]!, sum + w[i]! * v[i]!];
        for (let i = 0; i < w.length; i++) squares += w[i]! * (v[i]! - sum / n) ** 2;
        return squares / n;
      };
      expect(spreadOf(cells.weights, cells.means) / spreadOf(weights, values)).toBeGreaterThan(0.998);
    }
    expect(finer).toBeGreaterThan(0);
  });
});

describe('cells that all metrics of a group are resampled over', () => {
  const PEOPLE = ['mean_score', 'brier', 'log_loss', 'expected_calibration_error'] as const;
  const MEANS: readonly MeanMetric[] = ['mean_score', 'brier', 'log_loss'];

  type OfShare = (x: number) => number;

  /** 5,000 scores in order, each of `weightAt` people, of whom `chance` have label 1. */
  function distribution(scoreAt: OfShare, chance: OfShare, weightAt: OfShare = () => 20): Distribution {
    const scores = Array.from({ length: 5000 }, (_, i) => scoreAt((i + 0.5) / 5000));
    const column = (share: OfShare): ScoreColumn => {
      const counts = scores.map((score, i) => weightAt((i + 0.5) / 5000) * share(score));
      const present = Float64Array.from(scores.filter((_, i) => counts[i]! > 0));
      return { scores: present, counts: Float64Array.from(counts.filter((count) => count > 0)), means: present };
    };
    const none = { scores: new Float64Array(), counts: new Float64Array(), means: new Float64Array() };
    return {
      bins: null,
      positives: column(chance),
      negatives: column((score) => 1 - chance(score)),
      unlabelled: none,
      lowest: scores[0]!,
      highest: scores.at(-1)!,
    };
  }

  /** Scores whose gaps, or whose people, are of every size: as e to the power of a normal number of this spread. */
  function uneven({ gaps, people, seed = 5 }: { gaps: number; people: number; seed?: number }): [OfShare, OfShare] {
    const random = createGenerator(seed);
    const draw = (spread: number): number =>
      Math.exp(spread * (random.nextUniform() + random.nextUniform() - 1) * 2.45);
    const steps = Array.from({ length: 5000 }, () => draw(gaps));
    const total = steps.reduce((sum, step) => sum + step, 0);
    let seen = 0;
    const scores = steps.map((step) => {
      seen += step;
      return seen / (total * 1.001);
    });
    const weights = steps.map(() => draw(people));
    const at = (x: number): number => Math.floor(x * 5000);
    return [(x) => scores[at(x)]!, (x) => weights[at(x)]!];
  }

  const moments = (runs: readonly (readonly [ArrayLike<number>, ArrayLike<number>])[]) => {
    let [n, sum, squares] = [0, 0, 0];
    const each = (take: (weight: number, value: number) => void): void => {
      for (const [weights, values] of runs) for (let i = 0; i < weights.length; i++) take(weights[i]!, values[i]!);
    };
    each((weight, value) => {
      n += weight;
      sum += weight * value;
    });
    each((weight, value) => {
      squares += weight * (value - sum / n) ** 2;
    });
    return { n, mean: sum / n, variance: squares / n };
  };

  const lossesOf = (given: Distribution, metric: MeanMetric) =>
    moments([
      [given.positives.counts, given.positives.means.map(LOSSES[metric](1))],
      [given.negatives.counts, given.negatives.means.map(LOSSES[metric](0))],
    ]);

  /** What a person adds to the calibration error: label - score, with the sign of the gap of the bin. */
  function signedErrors(runs: readonly (readonly [ArrayLike<number>, ArrayLike<number>, (i: number) => number])[]) {
    const gaps = new Float64Array(10);
    const all = runs.flatMap(([weights, scores, labelOf]) =>
      Array.from(weights, (weight, i) => ({ weight, score: scores[i]!, label: labelOf(i) })),
    );
    for (const { weight, score, label } of all) gaps[calibrationBinOf(score, 10)]! += weight * (label - score);
    const values = all.map(({ score, label }) => Math.sign(gaps[calibrationBinOf(score, 10)]!) * (label - score));
    return moments([[all.map(({ weight }) => weight), values]]);
  }

  it.each<[string, OfShare, OfShare, OfShare?]>([
    ['even scores', (x) => x, (s) => 0.05 + 0.8 * s],
    ['calibrated', (x) => x, (s) => s],
    ['a rare outcome', (x) => 0.02 * x ** 3 + 1e-5, (s) => s],
    ['most scores near 0', (x) => x ** 6, (s) => 0.001 + 0.5 * s],
    ['sure of itself', (x) => 1 / (1 + Math.exp(-14 * (x - 0.5))), (s) => s],
    ['scores that say nothing', (x) => x, () => 0.5],
    ['scores in one bin', (x) => 0.49 + 0.002 * x, () => 0.3],
    ['sure and always right', (x) => x, (s) => (s > 0.5 ? 1 : 0)],
    ['a few people of much weight', (x) => x, (s) => 0.05 + 0.8 * s, (x) => ((x * 5000) % 500 < 1 ? 20_000 : 1)],
    ['weight on one end', (x) => x, (s) => s, (x) => Math.exp(-12 * x)],
    ['weight where scores are rare', (x) => x ** 9, (s) => 0.01 + 0.9 * s, (x) => Math.exp(9 * x)],
    ['two far heaps', (x) => (x < 0.999 ? 1e-4 * x : 0.999 + 0.001 * x * 0.5), (s) => s],
    ['hardly varying far from 0', (x) => 0.9 + 1e-9 * x, () => 0.9],
    ['a tail of losses', (x) => Math.min(1 - 1e-12, x ** 0.02), (s) => s ** 8],
    ['gaps of every size', uneven({ gaps: 4, people: 0 })[0], (s) => s],
    ['weights of every size', (x) => x, (s) => s, uneven({ gaps: 0, people: 4 })[1]],
    [
      'gaps and weights of every size',
      uneven({ gaps: 3, people: 3 })[0],
      (s) => s ** 3,
      uneven({ gaps: 3, people: 3 })[1],
    ],
    ['many weights of every size', uneven({ gaps: 1, people: 1.5 })[0], (s) => s, uneven({ gaps: 1, people: 1.5 })[1]],
  ])('keep people, means, bins and 99.7 %% of the variance of each metric: %s', (_, scoreAt, chance, weightAt) => {
    const given = distribution(scoreAt, chance, weightAt);
    const cells = lossCells(given, PEOPLE, 10);
    expect(cells.weights.length).toBeLessThanOrEqual(2048 + 2 * 11);
    const errors = signedErrors([
      [given.positives.counts, given.positives.means, () => 1],
      [given.negatives.counts, given.negatives.means, () => 0],
    ]);
    const kept = signedErrors([[cells.weights, cells.means.mean_score, (i) => cells.labels[i]!]]);
    expect(kept.variance / errors.variance).toBeGreaterThan(0.997);
    for (const metric of MEANS) {
      const before = lossesOf(given, metric);
      const after = moments([[cells.weights, cells.means[metric]]]);
      expect(after.n).toBeCloseTo(before.n, 6);
      expect(after.mean).toBeCloseTo(before.mean, 9);
      expect(after.variance / before.variance).toBeGreaterThan(0.997);
    }
    for (const [cell, bin] of cells.bins.entries())
      expect(calibrationBinOf(cells.means.mean_score[cell]!, 10)).toBe(bin);
  });

  it('are more where 64 would lose more: heavy people here and there, of a label that the score does not tell', () => {
    let finer = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const [scoreAt, weightAt] = uneven({ gaps: (seed % 4) * 1.2, people: 5.5, seed });
      const given = distribution(scoreAt, (score) => (score * 99_991) % 1, weightAt);
      const cells = lossCells(given, PEOPLE, 10);
      if (cells.weights.length > 64 + 2 * 11) finer += 1;
      for (const metric of MEANS) {
        const kept = moments([[cells.weights, cells.means[metric]]]).variance;
        expect(kept / lossesOf(given, metric).variance).toBeGreaterThan(0.997);
      }
    }
    expect(finer).toBeGreaterThan(0);
  });

  it('are the scores themselves where they are few', () => {
    const few = groupOf(TEN).distribution!;
    const { weights, labels } = lossCells(few, PEOPLE, 10);
    expect(weights.length).toBe(few.positives.scores.length + few.negatives.scores.length);
    expect(moments([[weights, labels]]).mean).toBe(4 / 10);
  });

  it('serve each metric as draws of its own would: intervals agree with those of resampled people', () => {
    const spread = distribution(
      (x) => x,
      (score) => 0.05 + 0.8 * score,
    );
    const people = 100_000;
    const base = groupOf(TEN);
    // Means come from the exact sums of a group: those of this distribution.
    const sums = (metric: MeanMetric) => lossesOf(spread, metric);
    const exact = { mean: sums('mean_score').mean, meanSquaredError: sums('brier').mean };
    const group = {
      ...base,
      distribution: spread,
      moments: { ...base.moments, ...exact, n: people, labelled: people },
    };
    const errors = signedErrors([
      [spread.positives.counts, spread.positives.means, () => 1],
      [spread.negatives.counts, spread.negatives.means, () => 0],
    ]);
    for (const metric of PEOPLE) {
      const { lower, upper } = estimateMetric(group, metric, { favourable: 1, replicates: 4000 });
      const { variance } = metric === 'expected_calibration_error' ? errors : sums(metric);
      // 4,000 replicates tell a width within some 5 %.
      const ratio = (upper! - lower!) / (2 * 1.959964 * Math.sqrt(variance / people));
      expect(ratio).toBeGreaterThan(0.93);
      expect(ratio).toBeLessThan(1.07);
    }
  });

  it('give a metric the same interval whichever metric is asked for first', () => {
    const one = groupOf(TEN);
    const other = groupOf(TEN);
    const forwards = PEOPLE.map((metric) => estimateMetric(one, metric, OPTIONS));
    const backwards = [...PEOPLE].reverse().map((metric) => estimateMetric(other, metric, OPTIONS));
    expect(backwards.reverse()).toEqual(forwards);
    expect(estimateMetric(one, 'brier', { ...OPTIONS, seed: 2 })).not.toEqual(forwards[1]);
    expect(estimateMetric(one, 'brier', OPTIONS)).toEqual(forwards[1]);
  });
});
