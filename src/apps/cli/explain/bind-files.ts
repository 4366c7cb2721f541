import { type RowTable, readRows } from '../../../adapters/dataset/index.js';
import { TribuneError } from '../../../core/base/errors.js';
import { adoptNames } from '../../../core/explain/index.js';
import { type Matrix, type Model, sliceRows } from '../../../core/models/index.js';
import type { CliContext } from '../frame/context.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { bindTable, type ChosenColumns, chooseColumns, type Unseen } from './bind-table.js';
import { nameList } from './options.js';

/** What the columns are, for the message when one is missing. */
export const PURPOSE = 'inputs of the model';

/** Rows of a file as the model reads them. */
export interface BoundRows {
  readonly path: string;
  readonly digest: string;
  /** Number of the first of `rows` in the file: above 0 where only one row was read. */
  readonly firstRow: number;
  readonly rows: Matrix;
  /** Rows of the file. */
  readonly total: number;
}

/** The cells of one row as they stand in the file; null where a value is missing. */
export type Cells = readonly (string | null)[];

/** A file that was read: the numbers for the model, and the text for people. */
export interface BoundTable extends BoundRows {
  readonly table: RowTable;
}

export const unseenOf = (args: ParsedArguments): Unseen => (text(args, 'unseen') === 'model' ? 'model' : 'refuse');

/**
 * Reads the inputs of a model from data and background. Where columns are taken by place the model adopts their names; a background is then
 * read by these names if it has them.
 *
 * @param row of the first file: only this row is read and checked
 */
export async function bindFiles<M extends Model>(
  model: M,
  paths: readonly string[],
  options: { readonly args: ParsedArguments; readonly context: CliContext; readonly row?: number | undefined },
): Promise<{ model: M; tables: BoundTable[] }> {
  const { args, context, row } = options;
  let named = model;
  const tables: BoundTable[] = [];
  for (const [i, path] of paths.entries()) {
    let chosen: ChosenColumns | undefined;
    const table = await readRows(path, {
      purpose: PURPOSE,
      ...(i === 0 && row !== undefined ? { row } : {}),
      columns: (columns) => {
        const isNamed = named !== model && named.featureNames.every((name) => columns.includes(name));
        chosen = isNamed
          ? { names: named.featureNames, byPlace: false }
          : chooseColumns(model.features, columns, nameList(args, 'inputs'));
        return chosen.names;
      },
    });
    const { names, byPlace } = chosen!;
    if (byPlace) warnOfPlaces(path, args, context);
    if (byPlace && named === model) named = adoptNames(model, names);
    const firstRow = i === 0 ? (row ?? 0) : 0;
    if (i === 0 && row !== undefined) checkRow(path, row, table.total);
    const rows = bindTable(table, named.features, { path, unseen: unseenOf(args), firstRow });
    tables.push({ path, digest: table.digest, firstRow, rows, total: table.total, table });
  }
  return { model: named, tables };
}

function warnOfPlaces(path: string, args: ParsedArguments, context: CliContext): void {
  if (text(args, 'inputs') !== undefined) return;
  context.err(`warning the model names no inputs: the columns of ${path} are taken in their order\n`);
}

/** Throws USAGE. */
export function checkRow(path: string, row: number, total: number): void {
  if (row < total) return;
  throw new TribuneError('USAGE', `--row ${row}: ${path} has ${total} row(s)`, {
    remedy: `Rows count from 0: give 0 to ${total - 1}.`,
  });
}

/** The rows that were asked for, of those that were read. */
export function pickRows(data: BoundRows, row: number | undefined): { indices: readonly number[]; wanted: Matrix } {
  if (row === undefined) return { indices: Array.from({ length: data.rows.rows }, (_, r) => r), wanted: data.rows };
  checkRow(data.path, row, data.total);
  const at = row - data.firstRow;
  return { indices: [row], wanted: sliceRows(data.rows, at, at + 1) };
}

/** The cells of row `r` of a table, in the order of its columns. */
export const cellsOf = (table: RowTable, r: number): Cells => table.cells.map((column) => column[r]!);
