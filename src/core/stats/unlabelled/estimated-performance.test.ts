import { describe, expect, test } from 'vitest';
import { createGenerator } from '../resampling/rng.js';
import { logGamma } from '../special/log-gamma.js';
import { estimatedPerformance, type UnlabelledEstimate, unlabelledGroup } from './estimated-performance.js';

const exact = { calibrationError: 0, level: 0.95 };
const NAMES = ['truePositiveRate', 'falsePositiveRate', 'positivePredictiveValue', 'accuracy'] as const;

/** The rates that labels show. */
function realised(
  labels: readonly number[],
  decisions: readonly number[],
): Record<(typeof NAMES)[number], number | null> {
  const count = (label: number | null, decision: number | null) =>
    labels.filter((each, i) => (label === null || each === label) && (decision === null || decisions[i] === decision))
      .length;
  const ratio = (a: number, b: number) => (b === 0 ? null : a / b);
  return {
    truePositiveRate: ratio(count(1, 1), count(1, null)),
    falsePositiveRate: ratio(count(0, 1), count(0, null)),
    positivePredictiveValue: ratio(count(1, 1), count(null, 1)),
    accuracy: ratio(count(1, 1) + count(0, 0), labels.length),
  };
}

/** Chances of 0..n positives of n people who all have the same chance. */
const binomial = (n: number, p: number): number[] =>
  Array.from({ length: n + 1 }, (_, k) => {
    if (p <= 0 || p >= 1) return k === (p <= 0 ? 0 : n) ? 1 : 0;
    const ways = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
    return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log(1 - p));
  });

/** Sums of people who all have the same score. */
const alike = (n: number, score: number) => ({ n, scores: n * score, variances: n * score * (1 - score) });

const holds = ({ lower, upper }: UnlabelledEstimate, rate: number): boolean =>
  lower - 1e-12 <= rate && rate <= upper + 1e-12;

describe('rates without labels', () => {
  test('by hand', () => {
    const group = { selected: { n: 50, scores: 40, variances: 7 }, rest: { n: 50, scores: 10, variances: 7 } };
    const found = estimatedPerformance(group, exact);
    expect(NAMES.map((name) => found[name]!.estimate)).toEqual([0.8, 0.2, 0.8, 0.8]);
    // Variance of the true positive rate: (0.2^2 * 7 + 0.8^2 * 7) / 50^2.
    const half = 1.959963984540054 * Math.sqrt(((0.04 + 0.64) * 7) / 2500);
    expect(found.truePositiveRate!.lower).toBeCloseTo(0.8 - half, 12);
    expect(found.truePositiveRate!.upper).toBeCloseTo(0.8 + half, 12);
    expect(found.positivePredictiveValue!.upper).toBeCloseTo(0.8 + (1.959963984540054 * Math.sqrt(7)) / 50, 12);
    expect(found.mayOnlyWarn).toBe(true);
  });

  test('predictive value and accuracy are the exact expectation over all labels of a small group', () => {
    const scores = [0.9, 0.7, 0.55, 0.4, 0.2, 0.05];
    const decisions = [1, 1, 0, 1, 0, 0];
    const expectation = { positivePredictiveValue: 0, accuracy: 0 };
    const variance = { positivePredictiveValue: 0, accuracy: 0 };
    const found = estimatedPerformance(unlabelledGroup(scores, decisions), exact);
    for (let code = 0; code < 2 ** scores.length; code++) {
      const labels = scores.map((_, i) => (code >> i) & 1);
      const chance = labels.reduce((product, label, i) => product * (label === 1 ? scores[i]! : 1 - scores[i]!), 1);
      const rates = realised(labels, decisions);
      for (const name of ['positivePredictiveValue', 'accuracy'] as const) {
        expectation[name] += chance * rates[name]!;
        variance[name] += chance * (rates[name]! - found[name]!.estimate) ** 2;
      }
    }
    for (const name of ['positivePredictiveValue', 'accuracy'] as const) {
      expect(found[name]!.estimate).toBeCloseTo(expectation[name], 12);
      const half = Math.min(1, found[name]!.estimate + 1.959963984540054 * Math.sqrt(variance[name]));
      expect(found[name]!.upper).toBeCloseTo(half, 12);
    }
  });

  test('the intervals hold what labels show about as often as they say, and with the calibration error at least so often when scores are off by it', () => {
    const generator = createGenerator('cbpe');
    const scores = Array.from({ length: 600 }, () => generator.nextUniform() ** 1.5);
    const decisions = scores.map((score) => (score >= 0.5 ? 1 : 0));
    const group = unlabelledGroup(scores, decisions);
    const runs = 600;
    const held = (shift: number, calibrationError: number) => {
      const found = estimatedPerformance(group, { calibrationError, level: 0.95 });
      const counts = NAMES.map(() => 0);
      for (let run = 0; run < runs; run++) {
        // Selected positives fewer than the scores say, others more: the worst direction for the true positive rate.
        const labels = scores.map((score, i) => {
          const rate = Math.min(1, Math.max(0, score + (decisions[i] === 1 ? -shift : shift)));
          return generator.nextUniform() < rate ? 1 : 0;
        });
        const rates = realised(labels, decisions);
        NAMES.forEach((name, i) => {
          const { lower, upper } = found[name] as UnlabelledEstimate;
          counts[i]! += lower <= rates[name]! && rates[name]! <= upper ? 1 : 0;
        });
      }
      return counts.map((count) => count / runs);
    };
    // 95 % with a standard error of 0.9 %.
    for (const share of held(0, 0)) expect(Math.abs(share - 0.95)).toBeLessThan(0.035);
    for (const share of held(0.08, 0.08)) expect(share).toBeGreaterThan(0.93);
    // What the estimate cannot see: scores that are off although it was told that they are exact.
    expect(Math.min(...held(0.08, 0))).toBeLessThan(0.5);
  });

  // Exact over all numbers of positives; the figures are those of the same sums in Python.
  test.each([
    [100, 0.99, 0.94, 0.962],
    [400, 0.99, 0.94, 0.973],
    [100, 1, 0.95, 0.972],
    [400, 1, 0.95, 0.969],
    [100, 0.01, 0.06, 0.962],
    [400, 0, 0.05, 0.969],
  ])(
    'the predictive value of %d people with scores of %d holds a true rate of %d in %d of cases',
    (n, score, rate, share) => {
      const group = { selected: alike(n, score), rest: alike(0, 0) };
      const found = estimatedPerformance(group, { calibrationError: 0.05, level: 0.95 }).positivePredictiveValue!;
      const held = binomial(n, rate).reduce((sum, chance, k) => sum + (holds(found, k / n) ? chance : 0), 0);
      expect(held).toBeCloseTo(share, 3);
    },
  );

  test.each([
    [100, 0.99, 100, 0.01, 0.971],
    [100, 1, 100, 0, 0.971],
    [100, 0.7, 300, 0.02, 0.976],
  ])(
    'the true positive rate of %d people with scores of %d beside %d with %d holds what is furthest off in %d of cases',
    (n, score, others, other, share) => {
      const group = { selected: alike(n, score), rest: alike(others, other) };
      const found = estimatedPerformance(group, { calibrationError: 0.05, level: 0.95 }).truePositiveRate!;
      const missed = binomial(others, other + 0.05);
      let held = 0;
      for (const [hits, chance] of binomial(n, score - 0.05).entries())
        for (const [misses, beside] of missed.entries())
          if (holds(found, hits / (hits + misses))) held += chance * beside;
      expect(held).toBeCloseTo(share, 3);
    },
  );

  test('is undefined where nobody can be expected, and stays within 0..1', () => {
    const none = { n: 0, scores: 0, variances: 0 };
    const empty = estimatedPerformance({ selected: none, rest: none }, exact);
    for (const name of NAMES) expect(empty[name]).toBeNull();
    const certain = estimatedPerformance({ selected: none, rest: { n: 10, scores: 0, variances: 0 } }, exact);
    expect([certain.truePositiveRate, certain.positivePredictiveValue]).toEqual([null, null]);
    expect(certain.falsePositiveRate).toEqual({ estimate: 0, lower: 0, upper: 0 });
    const unsure = estimatedPerformance(
      { selected: { n: 5, scores: 1, variances: 0.8 }, rest: { n: 5, scores: 1, variances: 0.8 } },
      { calibrationError: 1, level: 0.95 },
    );
    for (const name of NAMES) expect([unsure[name]!.lower, unsure[name]!.upper]).toEqual([0, 1]);
  });

  test('sums add over blocks', () => {
    const [scores, decisions] = [
      [0.9, 0.3, 0.6],
      [1, 0, 1],
    ];
    const whole = unlabelledGroup(scores, decisions);
    const [first, second] = [unlabelledGroup([0.9], [1]), unlabelledGroup([0.3, 0.6], [0, 1])];
    expect(whole.selected.n).toBe(first.selected.n + second.selected.n);
    expect(whole.selected.scores).toBeCloseTo(first.selected.scores + second.selected.scores, 12);
    expect(whole.selected.variances).toBeCloseTo(0.09 + 0.24, 12);
    expect(whole.rest).toEqual(second.rest);
  });

  test.each([
    [{ n: 2, scores: 3, variances: 0 }, /scores of 3/],
    [{ n: 2, scores: 1, variances: 0.6 }, /variances of 0.6/],
    [{ n: 1.5, scores: 1, variances: 0 }, /n of selected/],
    [{ n: 2, scores: Number.NaN, variances: 0 }, /scores of selected/],
  ])('refuses %j', (selected, words) => {
    expect(() => estimatedPerformance({ selected, rest: { n: 0, scores: 0, variances: 0 } }, exact)).toThrow(words);
  });
  test('refuses rows and options out of range', () => {
    expect(() => unlabelledGroup([1.2], [1])).toThrow(/score 0/);
    expect(() => unlabelledGroup([0.2], [2])).toThrow(/decision 0 is 2/);
    expect(() => unlabelledGroup([0.2], [])).toThrow(/1 scores and 0 decisions/);
    const group = unlabelledGroup([0.2], [1]);
    expect(() => estimatedPerformance(group, { calibrationError: -0.1, level: 0.95 })).toThrow(/calibrationError/);
    expect(() => estimatedPerformance(group, { calibrationError: 0, level: 95 })).toThrow(/level/);
  });
});
