import { describe, expect, it } from 'vitest';
import { createGenerator, sampleBinomial } from '../../stats/index.js';
import { groupTally } from '../tally/groups.js';
import { type TallyRow, tallyRows } from '../tally/tally.js';
import { debiasedCalibration } from './calibration-limits.js';

const SPEC = {
  policyDigest: '',
  attributes: ['g'],
  weightKind: 'count',
  score: { kind: 'distinct' },
  scoreScale: 1,
} as const;
const SCORES = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95];

/** `perBin` people at each score, whose chance of label 1 lies `off` above their score. */
function group(perBin: number, off: number, stream: number) {
  const random = createGenerator(3, stream);
  const rows = SCORES.flatMap((score): TallyRow[] => {
    const ones = sampleBinomial(perBin, Math.min(1, score + off), random);
    const row = (label: 0 | 1, weight: number): TallyRow => ({ values: ['a'], label, prediction: 1, score, weight });
    return [row(1, ones), row(0, perBin - ones)];
  });
  return debiasedCalibration(groupTally(tallyRows(SPEC, rows), ['g'])[0]!)!;
}

describe('the calibration error without what chance makes', () => {
  it('is nearer to 0 than the plain one for people scored rightly, and equal to it for very many', () => {
    const few = Array.from({ length: 200 }, (_, r) => group(5, 0, r));
    const mean = (of: (g: (typeof few)[number]) => number) => few.reduce((sum, g) => sum + of(g), 0) / few.length;
    expect(mean((g) => g.raw)).toBeGreaterThan(0.12);
    expect(mean((g) => g.debiased)).toBeLessThan(0.8 * mean((g) => g.raw));
    const many = group(1_000_000, 0.04, 1);
    expect(many.debiased).toBeCloseTo(0.04, 3);
    expect(many.debiased / many.raw).toBeCloseTo(1, 3);
  });

  it.each([
    [5, 0],
    [5, 0.04],
    [100, 0],
    [100, 0.01],
    [100, 0.04],
  ])(
    'with %i people a score and a true error of %f either limit misses it in at most 3.5 of 100 samples',
    (perBin, off) => {
      const samples = 1000;
      let [above, below] = [0, 0];
      for (let r = 0; r < samples; r++) {
        const { lower, upper } = group(perBin, off, 1000 + r).limits(0.95);
        if (lower > off) above += 1;
        if (upper < off) below += 1;
      }
      expect(above / samples).toBeLessThanOrEqual(0.035);
      expect(below / samples).toBeLessThanOrEqual(0.035);
    },
  );

  it('limits hold both estimates', () => {
    for (let r = 0; r < 50; r++) {
      const { raw, debiased, limits } = group(20, 0.03, r);
      const { lower, upper } = limits(0.8);
      expect(lower).toBeLessThanOrEqual(Math.min(raw, debiased));
      expect(upper).toBeGreaterThanOrEqual(Math.max(raw, debiased));
    }
  });
});
