import { CellTable } from './cells.js';
import type { Tally } from './types.js';

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
  const table = new CellTable();
  // Cells are sorted with the score last, so those that fold into one are neighbours and few of them need a look-up.
  for (let i = 0; i < tally.cells.length; ) {
    const first = tally.cells[i]!;
    let { rows, weight, weightSquares } = first;
    for (i += 1; i < tally.cells.length && folds(first, tally.cells[i]!); i++) {
      const cell = tally.cells[i]!;
      rows += cell.rows;
      weight += cell.weight;
      weightSquares += cell.weightSquares;
    }
    table.add({ ...first, score: null, rows, weight, weightSquares, scoreSum: 0n, scoreSquares: 0n, errorSquares: 0n });
  }
  return { ...tally, score: { kind: 'none' }, cells: table.sorted() };
}

function folds(a: Tally['cells'][number], b: Tally['cells'][number]): boolean {
  if (a.label !== b.label || a.prediction !== b.prediction) return false;
  if (a.values === b.values) return true;
  for (let i = 0; i < a.values.length; i++) if (a.values[i] !== b.values[i]) return false;
  return true;
}
