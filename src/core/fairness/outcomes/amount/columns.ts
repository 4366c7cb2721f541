import { tooManyPeople } from './accumulator.js';
import { ExactColumn } from './exact-column.js';
import { MAX_PEOPLE } from './scale.js';
import type { AmountCell, AmountTally, Quantity } from './types.js';

/** Cells of one list of values and one quantity, places ascending. */
export interface CellRun {
  readonly values: AmountCell['values'];
  readonly quantity: Quantity;
  readonly start: number;
  /** The cell after the last. */
  readonly end: number;
}

/** Cells by field, in their order: what a cell of an `AmountTally` holds, without an object for each. */
export interface AmountColumns {
  readonly length: number;
  readonly runs: readonly CellRun[];
  readonly at: Float64Array;
  readonly rows: Float64Array;
  readonly weight: ExactColumn;
  readonly sum: ExactColumn;
  readonly squares: ExactColumn;
}

/** Columns of so many cells, all 0, for whoever fills them. */
export const emptyColumns = (length: number): Omit<AmountColumns, 'runs'> => ({
  length,
  at: new Float64Array(length),
  rows: new Float64Array(length),
  weight: new ExactColumn(length),
  sum: new ExactColumn(length),
  squares: new ExactColumn(length),
});

export function columnsOfCells(cells: readonly AmountCell[]): AmountColumns {
  const columns = emptyColumns(cells.length);
  const runs: CellRun[] = [];
  let start = 0;
  for (let i = 0; i < cells.length; i++) {
    const { values, quantity, at, rows, weight, sum, squares } = cells[i]!;
    columns.at[i] = at;
    columns.rows[i] = rows;
    columns.weight.set(i, weight);
    columns.sum.set(i, sum);
    columns.squares.set(i, squares);
    const next = cells[i + 1];
    if (next !== undefined && next.values === values && next.quantity === quantity && next.at > at) continue;
    runs.push({ values, quantity, start, end: i + 1 });
    start = i + 1;
  }
  return { ...columns, runs };
}

export const cellsOfColumns = ({ runs, at, rows, weight, sum, squares }: AmountColumns): AmountCell[] =>
  runs.flatMap(({ values, quantity, start, end }) =>
    Array.from({ length: end - start }, (_, offset) => {
      const i = start + offset;
      return {
        values,
        quantity,
        at: at[i]!,
        rows: rows[i]!,
        weight: weight.at(i),
        sum: sum.at(i),
        squares: squares.at(i),
      };
    }),
  );

const columnsByTally = new WeakMap<AmountTally, AmountColumns>();

/** The cells of a tally by field, made once. */
export function columnsOf(tally: AmountTally): AmountColumns {
  const columns = columnsByTally.get(tally) ?? columnsOfCells(tally.cells);
  columnsByTally.set(tally, columns);
  return columns;
}

/**
 * The tally of cells that were summed in columns. An audit needs no more, so the cells themselves are made when they are asked for.
 *
 * @throws TribuneError `DATA_TOO_LARGE` beyond the limit of people
 */
export function tallyOfColumns(frame: Omit<AmountTally, 'cells'>, columns: AmountColumns): AmountTally {
  let people = 0;
  for (const { quantity, start, end } of columns.runs)
    if (quantity === 'amount') for (let i = start; i < end; i++) people += columns.weight.number(i);
  if (people > MAX_PEOPLE) throw tooManyPeople();
  let cells: readonly AmountCell[] | null = null;
  const tally: AmountTally = {
    ...frame,
    get cells() {
      cells ??= cellsOfColumns(columns);
      return cells;
    },
  };
  columnsByTally.set(tally, columns);
  return tally;
}

/** Whether a tally counts a quantity of anybody. */
export const countsQuantity = (tally: AmountTally, quantity: Quantity): boolean =>
  columnsOf(tally).runs.some((run) => run.quantity === quantity);
