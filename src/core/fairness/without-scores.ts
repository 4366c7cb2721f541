import { CellTable } from './cells.js';
import type { Tally } from './types.js';

/** The same people without their scores: one cell per values, label and prediction. Enough for every rate, and small. */
export function withoutScores(tally: Tally): Tally {
  if (tally.score.kind === 'none') return tally;
  const table = new CellTable();
  for (const cell of tally.cells) {
    table.add({ ...cell, score: null, scoreSum: 0n, scoreSquares: 0n, errorSquares: 0n });
  }
  return { ...tally, score: { kind: 'none' }, cells: table.sorted() };
}
