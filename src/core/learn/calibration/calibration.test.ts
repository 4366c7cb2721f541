import { describe, expect, it } from 'vitest';
import { hasShared, sharedCsv, sharedJson } from '../../../../test/support/shared.js';
import { createGenerator } from '../../stats/index.js';
import { applyIsotonic, applyPlatt, fitIsotonic, fitPlatt } from './index.js';

describe('calibration curves', () => {
  it('isotonic pools what is in the wrong order, keeps ends of runs, and is flat outside', () => {
    const curve = fitIsotonic(
      Float64Array.of(1, 2, 3, 4, 4),
      Float64Array.of(0, 1, 0, 1, 0),
      Float64Array.of(1, 1, 3, 1, 1),
    );
    expect([...curve.x]).toEqual([1, 2, 3, 4]);
    expect([...curve.y]).toEqual([0, 0.25, 0.25, 0.5]);
    expect([...applyIsotonic(curve, Float64Array.of(0, 1.5, 3.5, 9))]).toEqual([0, 0.125, 0.375, 0.5]);
  });

  it('isotonic is at least as near as any rising curve that differs a little', () => {
    const random = createGenerator(5);
    const scores = Float64Array.from({ length: 200 }, () => random.nextInteger(60));
    const target = scores.map((score) => +(random.nextUniform() < score / 60));
    const heights = applyIsotonic(fitIsotonic(scores, target), scores);
    const distance = (h: Float64Array): number => h.reduce((sum, value, r) => sum + (value - target[r]!) ** 2, 0);
    for (let k = 0; k < 50; k++) {
      const [cut, lift] = [random.nextInteger(60), 0.02 * random.nextUniform()];
      expect(distance(heights.map((h, r) => (scores[r]! >= cut ? h + lift : h)))).toBeGreaterThanOrEqual(
        distance(heights),
      );
    }
  });

  it('Platt gives the share of ones where scores tell nothing, and refuses one class', () => {
    const target = Float64Array.of(1, 0, 0, 0, 0, 0);
    const flat = fitPlatt(new Float64Array(6).fill(2), target);
    expect(applyPlatt(flat, Float64Array.of(2))[0]).toBeCloseTo((2 / 3 + 5 / 7) / 6, 12);
    expect(() => fitPlatt(Float64Array.of(1, 2), Float64Array.of(1, 1))).toThrow('the target is 1 in every row');
    expect(() => fitPlatt(Float64Array.of(1, Number.NaN), Float64Array.of(0, 1))).toThrow('row 1 has the score NaN');
    expect(() => fitIsotonic(Float64Array.of(1, Number.NaN), Float64Array.of(1, 1))).toThrow('row 1 has the score NaN');
  });
});

interface Case {
  readonly file: string;
  readonly n_fit: number;
  readonly isotonic: { x: number[]; y: number[] };
  readonly isotonic_weighted: { x: number[]; y: number[] };
  readonly platt_score: { exact_a: number; exact_b: number };
  readonly platt_logit_weighted: { exact_a: number; exact_b: number };
}

describe.skipIf(!hasShared)('calibration curves are those of the reference to 1e-9', () => {
  const cases = hasShared
    ? sharedJson<{ cases: Record<string, Case> }>('reference/mitigation/calibration.json').cases
    : {};
  it.each(Object.entries(cases))('%s', (_, one) => {
    const rows = sharedCsv(`data/${one.file}`).filter(
      (_row, p) => Number((BigInt(p + 1) * 2654435761n) % 2n ** 32n) / 2 ** 32 < 0.5,
    );
    expect(rows.length).toBe(one.n_fit);
    const scores = Float64Array.from(rows, ({ score }) => Number(score));
    const target = Float64Array.from(rows, ({ y_true }) => Number(y_true));
    const weights = Float64Array.from(rows, (_row, p) => 1 + (p % 5) / 2);
    const logits = scores.map((score) => {
      const s = Math.min(1 - 1e-6, Math.max(1e-6, score));
      return Math.log(s / (1 - s));
    });
    for (const [curve, expected] of [
      [fitIsotonic(scores, target), one.isotonic],
      [fitIsotonic(scores, target, weights), one.isotonic_weighted],
    ] as const) {
      expect([...curve.x]).toEqual(expected.x);
      for (const [i, y] of curve.y.entries()) expect(y).toBeCloseTo(expected.y[i]!, 10);
    }
    for (const [found, expected] of [
      [fitPlatt(scores, target), one.platt_score],
      [fitPlatt(logits, target, weights), one.platt_logit_weighted],
    ] as const) {
      expect(found.slope).toBeCloseTo(expected.exact_a, 9);
      expect(found.intercept).toBeCloseTo(expected.exact_b, 9);
    }
  });
});
