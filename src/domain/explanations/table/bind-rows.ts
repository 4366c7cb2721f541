import { TribuneError } from '../../../core/base/errors.js';
import { adoptNames } from '../../../core/explain/index.js';
import { type Matrix, type Model, sliceRows } from '../../../core/models/index.js';
import type { RowTable, TableReader } from '../ports/index.js';
import { bindTable, type ChosenColumns, chooseColumns, type Unseen } from './bind-table.js';

/** How columns of text become the inputs of a model. */
export interface BindingOptions {
  /** Columns that are the inputs of a model without names, in its order. */
  readonly inputs?: readonly string[];
  /** What happens to a category that the model never saw; default `refuse`. */
  readonly unseen?: Unseen;
  /** Called with a table whose columns are taken in their order, because the model names no inputs and none are given. */
  readonly onByPlace?: (table: string) => void;
}

/** Rows of a table as the model reads them. */
export interface BoundRows {
  readonly table: TableReader;
  readonly digest: string;
  /** Number of the first of `rows` in the table; above 0 where only one row was read. */
  readonly firstRow: number;
  readonly rows: Matrix;
  /** Number of rows of the table. */
  readonly total: number;
}

/** The cells of one row as in the table; null where a value is missing. */
export type Cells = readonly (string | null)[];

/** A table that was read: its numbers for the model, and its text for people. */
export interface BoundTable extends BoundRows {
  readonly read: RowTable;
}

/**
 * Reads the inputs of a model from data and background. Where columns are taken by place the model adopts their names; a background is then
 * read by these names if it has them.
 *
 * @param row the only row of the first table that is read and checked
 */
export async function bindRows<M extends Model>(
  model: M,
  tables: readonly TableReader[],
  { row, ...binding }: BindingOptions & { readonly row?: number | undefined },
): Promise<{ model: M; tables: BoundTable[] }> {
  let named = model;
  const bound: BoundTable[] = [];
  for (const [i, table] of tables.entries()) {
    let chosen: ChosenColumns | undefined;
    const read = await table.read({
      purpose: 'inputs',
      ...(i === 0 && row !== undefined ? { row } : {}),
      columns: (columns) => {
        const isNamed = named !== model && named.featureNames.every((name) => columns.includes(name));
        chosen = isNamed
          ? { names: named.featureNames, byPlace: false }
          : chooseColumns(model.features, columns, binding.inputs);
        return chosen.names;
      },
    });
    const { names, byPlace } = chosen!;
    if (byPlace && binding.inputs === undefined) binding.onByPlace?.(table.name);
    if (byPlace && named === model) named = adoptNames(model, names);
    const firstRow = i === 0 ? (row ?? 0) : 0;
    if (i === 0 && row !== undefined) checkRow(table.name, row, read.total);
    const rows = bindTable(read, named.features, { name: table.name, unseen: binding.unseen ?? 'refuse', firstRow });
    bound.push({
      table,
      get digest() {
        return read.digest;
      },
      firstRow,
      rows,
      total: read.total,
      read,
    });
  }
  return { model: named, tables: bound };
}

/** Refuses a row that the table does not have. Throws INVALID_ARGUMENT. */
export function checkRow(table: string, row: number, total: number): void {
  if (row < total) return;
  throw new TribuneError('INVALID_ARGUMENT', `row ${row}: ${table} has ${total} row(s)`, {
    remedy: `Rows count from 0: give 0 to ${total - 1}.`,
    reason: 'row-unknown',
  });
}

/** The wanted rows among those that were read. */
export function pickRows(
  data: Omit<BoundRows, 'digest'>,
  row: number | undefined,
): { indices: readonly number[]; wanted: Matrix } {
  if (row === undefined) return { indices: Array.from({ length: data.rows.rows }, (_, r) => r), wanted: data.rows };
  checkRow(data.table.name, row, data.total);
  const at = row - data.firstRow;
  return { indices: [row], wanted: sliceRows(data.rows, at, at + 1) };
}

/** The cells of row `r` of a table, in the order of its columns. */
export const cellsOf = (table: RowTable, r: number): Cells => table.cells.map((column) => column[r]!);
