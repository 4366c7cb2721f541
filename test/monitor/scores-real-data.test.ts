import { describe, expect, it } from 'vitest';
import {
  blockCalibrationBets,
  blockDriftBets,
  calibrationByBand,
  createGenerator,
  type DriftDistance,
  planDrift,
  planEvidenceDetector,
  startEvidenceDetector,
  updateEvidenceDetector,
} from '../../src/core/stats/index.js';
import { hasShared, sharedCsv } from '../support/shared.js';
import type { Row } from '../support/timed-rows.js';

/** The evidence at which one of 150 hourly series raises an alarm with a budget of 0.1 a day. */
const THRESHOLD = 36_000;
const BINS = 10;

/** Rows drawn with replacement, each with a chance in proportion to its weight, at most 1. */
function drawer(rows: readonly Row[], seed: string) {
  const generator = createGenerator(seed);
  return (people: number, weight: (row: Row) => number = () => 1): Row[] =>
    Array.from({ length: people }, () => {
      for (;;) {
        const row = rows[generator.nextInteger(rows.length)]!;
        if (generator.nextUniform() < weight(row)) return row;
      }
    });
}

describe.skipIf(!hasShared)(
  'scores of real people, with a shift planted by the chance with which they are drawn (../shared/data)',
  () => {
    const adult = hasShared ? sharedCsv('data/predictions-adult-gbdt.csv.gz') : [];
    const scoreOf = (row: Row): number => Number(row.score);
    const sorted = adult.map(scoreOf).sort((a, b) => a - b);
    const edges = Array.from({ length: BINS - 1 }, (_, b) => sorted[Math.floor(((b + 1) / BINS) * sorted.length)]!);
    const binned = (rows: readonly Row[]): number[] => {
      const counts = new Array<number>(BINS).fill(0);
      for (const row of rows) counts[edges.filter((edge) => scoreOf(row) >= edge).length]! += 1;
      return counts;
    };
    const positions = [0, ...edges].map((edge, b) => (edge + (edges[b] ?? 1)) / 2);

    it.each<[DriftDistance, number]>([
      ['total-variation', 0.05],
      ['kolmogorov-smirnov', 0.05],
      ['wasserstein', 0.02],
    ])('%s: 300 hours without a shift are silent, and one is found within a day', (distance, tolerance) => {
      const draw = drawer(adult, `drift ${distance}`);
      const plan = planDrift({ distance, reference: binned(draw(5000)), positions, tolerance });
      const detector = planEvidenceDetector({ bets: 5, threshold: THRESHOLD });
      const state = startEvidenceDetector(detector);
      let past = new Array<number>(BINS).fill(0);
      const alarmAfter = (hours: number, weight?: (row: Row) => number): number | null => {
        for (let hour = 1; hour <= hours; hour++) {
          const block = binned(draw(100, weight));
          if (updateEvidenceDetector(detector, state, blockDriftBets({ plan, past, block })) === 'alarm') return hour;
          // What is long ago fades, so that the witness follows a shift.
          past = past.map((count, b) => 0.9 * count + block[b]!);
        }
        return null;
      };
      expect(alarmAfter(300)).toBeNull();
      // People scored at least 0.5 are drawn three times as often: the distances become 0.23, 0.23 and 0.16.
      expect(alarmAfter(24, (row) => (scoreOf(row) >= 0.5 ? 1 : 1 / 3))).not.toBeNull();
    });

    it('calibration of women: 60 days as they are are silent, and fewer labels of 1 than scores say are found within 60', () => {
      const draw = drawer(
        adult.filter(({ sex }) => sex === 'Female'),
        'calibration',
      );
      const bandEdges = [0, 0.1, 0.25, 0.5, 0.75, 1];
      const detector = planEvidenceDetector({ bets: 10, threshold: 1500 });
      const bands = bandEdges.slice(1).map((to, b) => ({
        from: bandEdges[b]!,
        to,
        state: startEvidenceDetector(detector),
        past: { n: 0, residuals: 0, squares: 0 },
      }));
      const alarmAfter = (days: number, weight?: (row: Row) => number): number | null => {
        for (let day = 1; day <= days; day++) {
          const people = draw(300, weight);
          const sums = calibrationByBand(
            people.map(scoreOf),
            people.map((row) => Number(row.y_true)),
            bandEdges,
          );
          const changes = bands.map((band, b) => {
            const block = sums[b]!;
            const logs = blockCalibrationBets({ band, tolerance: 0.05, past: band.past, block });
            const { past } = band;
            band.past = {
              n: past.n + block.n,
              residuals: past.residuals + block.residuals,
              squares: past.squares + block.squares,
            };
            return updateEvidenceDetector(detector, band.state, logs);
          });
          if (changes.includes('alarm')) return day;
        }
        return null;
      };
      expect(alarmAfter(60)).toBeNull();
      expect(alarmAfter(60, (row) => (row.y_true === '1' ? 0.5 : 1))).not.toBeNull();
    });
  },
);
