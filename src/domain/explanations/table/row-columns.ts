import { TribuneError } from '../../../core/base/errors.js';
import type { Matrix } from '../../../core/models/index.js';
import type { TablePurpose, TableReader } from '../ports/index.js';

/** Most groups that a table or a chart can still distinguish. */
const MOST_GROUPS = 24;
/** Group of cells without a value, which is never dropped. */
const NO_GROUP = 'missing';

/** One column of a table as text, in the order of its rows. Throws DATA_COLUMN_MISSING. */
async function readColumn(
  table: TableReader,
  name: string,
  purpose: TablePurpose,
): Promise<readonly (string | null)[]> {
  const { cells } = await table.read({ columns: [name], purpose });
  return cells[0]!;
}

/** The group of every row. Throws INVALID_ARGUMENT when there are more groups than anybody can read. */
export async function readGroupColumn(table: TableReader, name: string): Promise<string[]> {
  const groups = (await readColumn(table, name, 'groups')).map((cell) => cell ?? NO_GROUP);
  const count = new Set(groups).size;
  if (count <= MOST_GROUPS) return groups;
  throw new TribuneError(
    'INVALID_ARGUMENT',
    `by ${name}: ${count} different values in ${table.name}, more than ${MOST_GROUPS} groups`,
    {
      remedy: 'Name a column of groups, for example bands instead of numbers.',
      reason: 'groups-too-many',
    },
  );
}

/** Rows whose label is known. */
export interface LabelledRows {
  readonly rows: Matrix;
  readonly labels: Float64Array;
  /** Row numbers of these rows in the table. */
  readonly indices: readonly number[];
  /** Number of rows without a label. */
  readonly excluded: number;
}

/**
 * Labels of the rows of a table; rows without one are left out and counted.
 *
 * @throws TribuneError DATA_COLUMN_MISSING, DATA_VALUE_INVALID with row and column, DATA_EMPTY when no row has a label
 */
export async function readLabels(table: TableReader, name: string, rows: Matrix): Promise<LabelledRows> {
  const cells = await readColumn(table, name, 'labels');
  const indices = cells.flatMap((cell, r) => (cell === null || cell.trim() === '' ? [] : [r]));
  if (indices.length === 0) {
    throw new TribuneError('DATA_EMPTY', `no row of ${table.name} has a label in the column "${name}"`, {
      remedy: 'Name the column that holds what became true, or leave the label out.',
      reason: 'labels-missing',
      place: { name },
    });
  }
  const labels = Float64Array.from(indices, (r) => labelOf(cells[r]!, { table: table.name, name, r }));
  const data = new Float64Array(indices.length * rows.columns);
  indices.forEach((r, i) => {
    data.set(rows.data.subarray(r * rows.columns, (r + 1) * rows.columns), i * rows.columns);
  });
  return {
    rows: { data, rows: indices.length, columns: rows.columns },
    labels,
    indices,
    excluded: cells.length - indices.length,
  };
}

const TRUTHS: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
]);

function labelOf(cell: string, at: { table: string; name: string; r: number }): number {
  const value = TRUTHS.get(cell.trim().toLowerCase()) ?? Number(cell);
  if (Number.isFinite(value)) return value;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `${at.table}, row ${at.r}, column "${at.name}" holds "${cell}", which is no number`,
    {
      remedy: 'Write labels as the numbers that the score is compared with: 1 and 0 for a probability.',
      place: { name: at.name },
    },
  );
}
