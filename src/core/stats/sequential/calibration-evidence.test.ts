import { describe, expect, test } from 'vitest';
import { createGenerator } from '../resampling/rng.js';
import reference from '../testdata/calibration.json' with { type: 'json' };
import {
  blockCalibrationBets,
  blockCalibrationEvidence,
  type CalibrationSums,
  calibrationByBand,
  calibrationSequence,
} from './calibration-evidence.js';
import { planEvidenceDetector, startEvidenceDetector, updateEvidenceDetector } from './evidence-detector.js';

const sumsOf = (residuals: readonly number[]): CalibrationSums => ({
  n: residuals.length,
  residuals: residuals.reduce((sum, each) => sum + each, 0),
  squares: residuals.reduce((sum, each) => sum + each * each, 0),
});
const PASTS = [
  { n: 1, residuals: 0.3, squares: 0.09 },
  { n: 10, residuals: -1, squares: 2 },
  { n: 1000, residuals: 20, squares: 210 },
];

/** Expectation over all outcomes of the labels of a block, person by person: score, chance of label 1. */
function expectation(
  people: readonly (readonly [number, number])[],
  tolerance: number,
  band: { from: number; to: number },
  past: CalibrationSums,
): number {
  let sum = 0;
  for (let outcome = 0; outcome < 2 ** people.length; outcome++) {
    let chance = 1;
    const residuals = people.map(([score, rate], i) => {
      const label = (outcome >> i) & 1;
      chance *= label === 1 ? rate : 1 - rate;
      return label - score;
    });
    if (chance > 0)
      sum += chance * Math.exp(blockCalibrationEvidence({ band, tolerance, past, block: sumsOf(residuals) }));
  }
  return sum;
}

describe('evidence of miscalibration', () => {
  test.each(reference.evidence)('is that of 40 digits: band $band, $block', ({ logEvidence, bets, ...options }) => {
    expect(Math.abs(blockCalibrationEvidence(options) - logEvidence)).toBeLessThan(
      1e-9 * Math.max(1, Math.abs(logEvidence)),
    );
    expect(blockCalibrationBets(options)).toHaveLength(bets);
  });

  test('has an expectation of at most 1 over all labels when the mean of label - score is at the tolerance, above or below', () => {
    const band = { from: 0.2, to: 0.6 };
    for (const tolerance of [0, 0.05, 0.15]) {
      for (const side of [1, -1]) {
        // Each person is off by another amount; only the mean is at the tolerance.
        const shifts = [0.1, -0.05, 0.02, -0.07, 0];
        const scores = [0.2, 0.3, 0.45, 0.5, 0.6];
        for (const count of [1, 3, 5]) {
          const used = shifts.slice(0, count);
          const middle = used.reduce((a, b) => a + b) / count;
          const people = used.map((shift, i) => [scores[i]!, scores[i]! + side * tolerance + shift - middle] as const);
          for (const past of PASTS) {
            const found = expectation(people, tolerance, band, past);
            expect(found).toBeLessThanOrEqual(1 + 1e-12);
            expect(found).toBeGreaterThan(0.2);
          }
        }
      }
    }
  });

  test('has it too when scores are drawn and are wrong in opposite directions that cancel', () => {
    // Scores of 0.3 with labels of rate 0.5, and of 0.5 with 0.3, each with chance one half: residuals of mean 0.
    const band = { from: 0.3, to: 0.5 };
    const outcomes: [number, number][] = [
      [0.7, 0.25],
      [-0.3, 0.25],
      [0.5, 0.15],
      [-0.5, 0.35],
    ];
    for (const past of PASTS) {
      let sum = 0;
      for (let code = 0; code < 4 ** 4; code++) {
        const drawn = [0, 1, 2, 3].map((i) => outcomes[Math.floor(code / 4 ** i) % 4]!);
        const chance = drawn.reduce((product, [, each]) => product * each, 1);
        const block = sumsOf(drawn.map(([residual]) => residual));
        sum += chance * Math.exp(blockCalibrationEvidence({ band, tolerance: 0, past, block }));
      }
      expect(sum).toBeLessThanOrEqual(1 + 1e-12);
    }
  });

  test('finds labels above and below their scores, faster in the band than without it', () => {
    const past = { n: 500, residuals: 0, squares: 100 };
    const at = (residuals: number, band = { from: 0.2, to: 0.4 }) =>
      blockCalibrationEvidence({ band, tolerance: 0.02, past, block: { n: 200, residuals, squares: 48 } });
    expect(at(40)).toBeCloseTo(8.976, 3);
    expect(at(-40)).toBeGreaterThan(5);
    expect(at(2)).toBeLessThan(0);
    expect(at(40)).toBeGreaterThan(at(40, { from: 0, to: 1 }));
  });

  test('is none without a past or people, and one-sided where labels cannot fall so short', () => {
    const none = { n: 0, residuals: 0, squares: 0 };
    // One label of 1 among ten scores of 0.02.
    const some = { n: 10, residuals: 0.8, squares: 0.98 ** 2 + 9 * 0.02 ** 2 };
    const band = { from: 0, to: 0.04 };
    expect(blockCalibrationEvidence({ band, tolerance: 0.01, past: none, block: some })).toBe(0);
    expect(blockCalibrationEvidence({ band, tolerance: 0.01, past: some, block: none })).toBe(0);
    expect(blockCalibrationBets({ band, tolerance: 0.01, past: some, block: some })).toHaveLength(10);
    expect(blockCalibrationBets({ band, tolerance: 0.05, past: some, block: some })).toHaveLength(5);
  });

  test('a detector finds a group whose labels moved away from its scores, and keeps silent at the tolerance', () => {
    const generator = createGenerator('calibration');
    const detector = planEvidenceDetector({ bets: 10, threshold: 36_000 });
    const band = { from: 0.25, to: 0.5 };
    const blocksToAlarm = (shift: number, most: number): number | null => {
      const state = startEvidenceDetector(detector);
      let past = { n: 0, residuals: 0, squares: 0 };
      for (let t = 1; t <= most; t++) {
        const scores = Array.from({ length: 50 }, () => 0.25 + 0.25 * generator.nextUniform());
        const labels = scores.map((score) => (generator.nextUniform() < score + shift ? 1 : 0));
        const block = calibrationByBand(scores, labels, [0, 0.25, 0.5, 1])[1]!;
        const logs = blockCalibrationBets({ band, tolerance: 0.05, past, block });
        if (updateEvidenceDetector(detector, state, logs) === 'alarm') return t;
        past = {
          n: past.n + block.n,
          residuals: past.residuals + block.residuals,
          squares: past.squares + block.squares,
        };
      }
      return null;
    };
    expect(blocksToAlarm(0.05, 400)).toBeNull();
    expect(blocksToAlarm(-0.05, 400)).toBeNull();
    expect(blocksToAlarm(0.25, 100)).toBeLessThan(40);
    expect(blocksToAlarm(-0.2, 100)).toBeLessThan(50);
  });

  test('people are summed in exactly one band', () => {
    const found = calibrationByBand([0, 0.24, 0.25, 0.5, 1], [0, 1, 0, 1, 1], [0, 0.25, 0.5, 1]);
    expect(found.map(({ n }) => n)).toEqual([2, 1, 2]);
    expect(found[0]!.residuals).toBeCloseTo(0.76, 12);
    expect(found[0]!.squares).toBeCloseTo(0.76 ** 2, 12);
    expect(found[1]).toEqual({ n: 1, residuals: -0.25, squares: 0.0625 });
    expect(found[2]!.residuals).toBeCloseTo(0.5, 12);
  });

  test('its interval to show holds the mean, and is undefined for nobody', () => {
    const found = calibrationSequence({ n: 1000, residuals: 50, squares: 200 }, { level: 0.95 })!;
    expect(found.lower).toBeCloseTo(0.007, 3);
    expect(found.upper).toBeCloseTo(0.093, 3);
    expect(calibrationSequence({ n: 0, residuals: 0, squares: 0 }, { level: 0.95 })).toBeNull();
    const certain = calibrationSequence({ n: 20, residuals: 0, squares: 0 }, { level: 0.95 })!;
    expect(certain.upper).toBeGreaterThan(0.05);
  });

  test.each([
    [{ band: { from: 0.4, to: 0.2 } }, /from 0.4 to 0.2/],
    [{ band: { from: -0.1, to: 0.2 } }, /from of the band/],
    [{ tolerance: -0.1 }, /tolerance is -0.1/],
    [{ tolerance: Number.NaN }, /tolerance is NaN/],
    [{ tolerance: 0.9 }, /no labels are further/],
    [{ block: { n: 10, residuals: 9, squares: 9 } }, /residuals of 9/],
    [{ block: { n: 10, residuals: 1, squares: -1 } }, /squares of -1/],
    [{ block: { n: 1.5, residuals: 0, squares: 0 } }, /n/],
  ])('refuses %j', (wrong, words) => {
    const sums = { n: 10, residuals: 0.5, squares: 2 };
    expect(() =>
      blockCalibrationEvidence({ band: { from: 0.2, to: 0.4 }, tolerance: 0.02, past: sums, block: sums, ...wrong }),
    ).toThrow(words);
  });
  test.each([
    [[0.5, 1.2], [0, 1], [0, 1], /score 1/],
    [[0.5, Number.NaN], [0, 1], [0, 1], /score 1/],
    [[0.5, 0.2], [0, 2], [0, 1], /label 1 is 2/],
    [[0.5], [0, 1], [0, 1], /1 scores and 2 labels/],
    [[0.5], [1], [0, 0.5], /edges are 0, 0.5/],
    [[0.5], [1], [0, 0.5, 0.5, 1], /edges/],
  ])('refuses rows %j', (scores, labels, edges, words) => {
    expect(() => calibrationByBand(scores, labels, edges)).toThrow(words);
  });
});
