import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { applyRepair, groupRows, type RowGroups } from '../../../core/mitigation/index.js';
import { groupsReader } from '../../../core/policy/bind/index.js';
import type { ColumnReader } from '../../learning/ports/index.js';
import { numbersOf, tableWith, type WrittenTable } from './changed-columns.js';
import type { ColumnsFile } from './columns-file.js';

/** A table with its columns changed as a model was learned from. */
export interface AppliedColumns extends WrittenTable {
  /** Rows of each group, and of people of no group that the changes know, who stay as they are. */
  readonly groups: readonly { readonly key: GroupKey; readonly n: number }[];
  readonly others: number;
  /** By column, how many values changed. */
  readonly changed: readonly { readonly column: string; readonly rows: number }[];
}

/**
 * Changes the columns of people who come later as those of the people who were learned from.
 *
 * @throws TribuneError of the table; DATA_COLUMN_MISSING, DATA_VALUE_INVALID for a column of texts
 */
export async function applyColumns(
  file: ColumnsFile,
  table: ColumnReader,
  progress: (text: string) => void,
): Promise<AppliedColumns> {
  const names = Object.keys(file.columns);
  const groups = await readGroups(file, table, progress);
  const read = await table.read({ columns: () => names, texts: [], progress });
  const changed = new Map<string, Float64Array>();
  const told = names.map((column) => {
    const values = numbersOf(read.columns, column);
    const now = changedBy(file, column, values, groups);
    changed.set(column, now);
    return { column, rows: values.reduce((sum, value, r) => sum + +(value !== now[r] && !Number.isNaN(value)), 0) };
  });
  const known = new Set(
    Object.values(file.columns).flatMap((one) =>
      ('groups' in one ? one.groups : one.terms).map((each) => textOf(file, each.key)),
    ),
  );
  const counts = groups.keys.map((key, g) => ({ key, n: groups.codes.reduce((sum, code) => sum + +(code === g), 0) }));
  // A decorrelation names every group but the largest, to which nothing is added or taken away but what all get.
  const isKnown = ({ key }: { key: GroupKey }): boolean =>
    file.technique === 'decorrelation' || known.has(textOf(file, key));
  const mine = counts.filter(isKnown);
  return {
    ...(await tableWith(table, changed, progress)),
    groups: mine,
    others: groups.codes.length - mine.reduce((sum, { n }) => sum + n, 0),
    changed: told,
  };
}

const textOf = ({ attributes }: ColumnsFile, key: GroupKey): string =>
  JSON.stringify(attributes.map((name) => key[name]));

/** The groups of a table, whatever else of a person is known. */
async function readGroups(
  file: ColumnsFile,
  table: ColumnReader,
  progress: (text: string) => void,
): Promise<RowGroups> {
  const names = [...new Set(file.read.attributes.map(({ column }) => column))];
  const read = await table.read({ columns: () => names, texts: names, progress });
  const byName = new Map(read.columns.map((column) => [column.name, column]));
  const groupsOf = groupsReader(file.read);
  const values = file.read.attributes.map(() => new Array<string | null>(read.rows).fill(null));
  for (let row = 0; row < read.rows; row++) {
    const found = groupsOf((name) => {
      const { values: codes, categories } = byName.get(name)!;
      return Number.isNaN(codes[row]!) ? null : categories![codes[row]!]!;
    });
    found.forEach((value, a) => {
      values[a]![row] = value;
    });
  }
  return groupRows(Object.fromEntries(file.read.attributes.map(({ name }, a) => [name, values[a]!])));
}

function changedBy(file: ColumnsFile, column: string, values: Float64Array, groups: RowGroups): Float64Array {
  const change = file.columns[column]!;
  if ('groups' in change) return applyRepair(change, values, groups);
  const takenOf = groups.keys.map((key) =>
    change.terms.reduce(
      (sum, { key: of, coefficient, mean }) => sum + coefficient * (+(textOf(file, of) === textOf(file, key)) - mean),
      0,
    ),
  );
  return values.map((value, r) => (groups.codes[r]! < 0 ? value : value - takenOf[groups.codes[r]!]!));
}
