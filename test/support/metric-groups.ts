import { type Group, groupTally } from '../../src/core/fairness/tally/groups.js';
import { type TallyRow, tallyRows } from '../../src/core/fairness/tally/tally.js';
import {
  COMPOSITE_METRICS,
  INTEGER_METRICS,
  type MetricName,
  SCORE_METRICS,
  type Tally,
  type WeightKind,
} from '../../src/core/fairness/tally/types.js';

export const OPTIONS = { favourable: 1, level: 0.95, minGroupSize: 0, seed: 1, replicates: 50 } as const;
export const ALL: MetricName[] = [...INTEGER_METRICS, ...COMPOSITE_METRICS, ...SCORE_METRICS];

export type Row = readonly [label: 0 | 1 | null, prediction: 0 | 1, score: number | null, weight?: number];

export function tallyOf(rows: readonly Row[], weightKind: WeightKind = 'none'): Tally {
  const spec = { policyDigest: '', attributes: ['g'], weightKind, score: { kind: 'distinct' }, scoreScale: 1 } as const;
  return tallyRows(
    spec,
    rows.map(
      ([label, prediction, score, weight = 1]): TallyRow => ({ values: ['a'], label, prediction, score, weight }),
    ),
  );
}

export const groupOf = (rows: readonly Row[], weightKind: WeightKind = 'none'): Group =>
  groupTally(tallyOf(rows, weightKind), ['g'])[0]!;

/** tp 3, fp 2, fn 1, tn 4, and two unlabelled of whom one is selected. */
export const TEN: Row[] = [
  [1, 1, 0.9],
  [1, 1, 0.8],
  [1, 1, 0.8],
  [0, 1, 0.8],
  [0, 1, 0.7],
  [1, 0, 0.3],
  [0, 0, 0.3],
  [0, 0, 0.2],
  [0, 0, 0.1],
  [0, 0, 0.1],
  [null, 1, 0.6],
  [null, 0, null],
];
