import type { CellColumns } from './cell-columns.js';
import { columnsOf } from './columns-of-tally.js';
import { labelOf, predictionOf } from './outcome-places.js';
import type { Tally, TallyCell } from './types.js';

const ratesByTally = new WeakMap<Tally, Tally>();

/**
 * The same people without their scores: one cell per values, label and prediction. This is enough for every rate, and small. It is made
 * once for a tally, because every watched metric asks for it.
 */
export function withoutScores(tally: Tally): Tally {
  if (tally.score.kind === 'none') return tally;
  const rates = ratesByTally.get(tally) ?? foldScores(tally);
  ratesByTally.set(tally, rates);
  return rates;
}

function foldScores(tally: Tally): Tally {
  const columns = columnsOf(tally);
  const cells = Array.from({ length: columns.runs.length - 1 }, (_, run) => foldRun(columns, run));
  const { schemaVersion, policyDigest, attributes, weightKind, scoreScale, rowsRead, excluded } = tally;
  return {
    schemaVersion,
    policyDigest,
    attributes,
    weightKind,
    score: { kind: 'none' },
    scoreScale,
    rowsRead,
    excluded,
    cells: cells.filter(({ rows, weight }) => rows !== 0 || weight !== 0n),
  };
}

/** The cells of a run differ in their score alone. */
function foldRun({ lists, list, outcome, rows, sums, runs }: CellColumns, run: number): TallyCell {
  const [start, end] = [runs[run]!, runs[run + 1]!];
  let held = 0;
  for (let cell = start; cell < end; cell++) held += rows[cell]!;
  return {
    values: lists[list[start]!]!,
    label: labelOf(outcome[start]!),
    prediction: predictionOf(outcome[start]!),
    score: null,
    rows: held,
    weight: sums.weight.sum(start, end),
    weightSquares: sums.weightSquares.sum(start, end),
    scoreSum: 0n,
    scoreSquares: 0n,
    errorSquares: 0n,
  };
}
