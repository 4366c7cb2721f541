import { type CellColumns, cellsOf } from './cell-columns.js';
import { CellColumnsBuilder } from './cell-columns-builder.js';
import { labelOf } from './outcome-places.js';
import type { Tally, TallyCell } from './types.js';

const columnsByTally = new WeakMap<Tally, CellColumns>();

/**
 * The cells of a tally as columns. A tally never changes, so they are made once, and last as long as somebody holds the tally.
 */
export function columnsOf(tally: Tally): CellColumns {
  const known = columnsByTally.get(tally);
  if (known !== undefined) return known;
  const columns = columnsOfCells(tally.cells);
  columnsByTally.set(tally, columns);
  return columns;
}

export function columnsOfCells(cells: readonly TallyCell[]): CellColumns {
  const builder = new CellColumnsBuilder(cells.length);
  for (const cell of cells) builder.add(cell);
  return builder.finish();
}

/** A tally whose cells were read as columns. Its `cells` are made when somebody asks for them: an audit mostly does not. */
export function tallyOfColumns(facts: Omit<Tally, 'cells'>, columns: CellColumns): Tally {
  let cells: readonly TallyCell[] | null = null;
  const tally: Tally = {
    ...facts,
    get cells() {
      cells ??= cellsOf(columns);
      return cells;
    },
  };
  columnsByTally.set(tally, columns);
  return tally;
}

/** Whether some row of the tally has a label. */
export function hasLabels(tally: Tally): boolean {
  return columnsOf(tally).outcome.some((outcome) => labelOf(outcome) !== null);
}

/** Whether some row of the tally has a score. */
export function hasScores(tally: Tally): boolean {
  return columnsOf(tally).score.some((score) => !Number.isNaN(score));
}
