import { TribuneError } from '../../../core/base/errors.js';
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
  checkReference(file, groups.keys);
  const changed = new Map<string, Float64Array>();
  const told = names.map((column) => {
    const values = numbersOf(read.columns, column);
    const now = changedBy(file, column, values, groups);
    changed.set(column, now);
    return { column, rows: values.reduce((sum, value, r) => sum + +(value !== now[r] && !Number.isNaN(value)), 0) };
  });
  const isKnown = knownGroups(file);
  const counts = groups.keys.map((key, g) => ({ key, n: groups.codes.reduce((sum, code) => sum + +(code === g), 0) }));
  const mine = counts.filter(({ key }) => isKnown(key));
  return {
    ...(await tableWith(table, changed, progress)),
    groups: mine,
    others: groups.codes.length - mine.reduce((sum, { n }) => sum + n, 0),
    changed: told,
  };
}

/** Keys that a file names itself. */
const namedBy = (file: ColumnsFile): Set<string> =>
  new Set(
    Object.values(file.columns).flatMap((one) =>
      ('groups' in one ? one.groups : one.terms).map((each) => textOf(file, each.key)),
    ),
  );

/** Whether a group is one that the changes were learned from. */
function knownGroups(file: ColumnsFile): (key: GroupKey) => boolean {
  if (file.groups !== undefined) {
    const all = new Set(file.groups.map((key) => textOf(file, key)));
    return (key) => all.has(textOf(file, key));
  }
  const named = namedBy(file);
  // A decorrelation of an earlier version names every group but one, the largest.
  return (key) => file.technique === 'decorrelation' || named.has(textOf(file, key));
}

/** Refuses people of whom a file of an earlier version cannot say which of them is the group that it does not name. */
function checkReference(file: ColumnsFile, keys: readonly GroupKey[]): void {
  if (file.groups !== undefined || file.technique !== 'decorrelation') return;
  const named = namedBy(file);
  const others = keys.filter((key) => !named.has(textOf(file, key)));
  if (others.length > 1)
    throw new TribuneError(
      'RULE_INVALID',
      `the file does not say which of ${others.map((key) => JSON.stringify(key)).join(', ')} it was learned from: one of them at most was`,
      { remedy: 'Make it again by tribune mitigate, whose files name their groups now.' },
    );
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
  const isKnown = knownGroups(file);
  const stays = groups.keys.map((key) => !isKnown(key));
  return values.map((value, r) => {
    const code = groups.codes[r]!;
    return code < 0 || stays[code]! ? value : value - takenOf[code]!;
  });
}
