import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import {
  type Decorrelation,
  decorrelate,
  type Repair,
  type RowGroups,
  repairColumn,
} from '../../../core/mitigation/index.js';
import type { ColumnReader, TableColumn } from '../../learning/ports/index.js';

/** A table as texts that a CSV file takes. */
export interface WrittenTable {
  readonly columns: readonly string[];
  readonly rows: number;
  /** Text of a cell by row and place of the column; null where it is missing. */
  readonly cell: (row: number, column: number) => string | null;
}

/** A table with some of its columns changed. */
export interface ChangedTable extends WrittenTable {
  readonly repairs: readonly ({ readonly column: string } & Repair)[];
  readonly decorrelations: readonly ({ readonly column: string; readonly with: readonly GroupKey[] } & Decorrelation)[];
}

interface ChangeRequest {
  readonly table: ColumnReader;
  readonly groups: RowGroups;
  readonly repair: readonly string[];
  readonly decorrelate: readonly string[];
  readonly level: number;
  readonly ties: 'split' | 'shared';
  /** Columns that may not be changed, because people are compared or judged by them. */
  readonly fixed: readonly string[];
  readonly progress?: ((text: string) => void) | undefined;
}

/**
 * Changes columns of numbers so that they say less of the group: repaired ones have its distribution in no group, decorrelated ones no
 * linear trace of it. All other columns stay as they are.
 *
 * @throws TribuneError of the table; DATA_COLUMN_MISSING, DATA_VALUE_INVALID, USAGE
 */
export async function changeColumns(request: ChangeRequest): Promise<ChangedTable> {
  const { table, groups, level, progress } = request;
  const wanted = [...request.repair, ...request.decorrelate];
  const numbers = await table.read({
    columns: (columns) => {
      checkWanted(wanted, columns, request.fixed);
      return wanted;
    },
    texts: [],
    ...(progress === undefined ? {} : { progress }),
  });
  const changed = new Map<string, Float64Array>();
  const repairs = request.repair.map((column) => {
    const found = repairColumn(numbersOf(numbers.columns, column), groups, { level, ties: request.ties });
    changed.set(column, found.values);
    return { column, ...found };
  });
  const indicators = indicatorsOf(groups);
  const decorrelations = request.decorrelate.map((column) => {
    if (indicators.length === 0)
      throw new TribuneError('DATA_VALUE_INVALID', 'all rows are of one group', {
        remedy: 'Give people of at least two groups, or name other attributes with --by.',
      });
    const found = decorrelate(
      numbersOf(numbers.columns, column),
      indicators.map(({ values }) => values),
      level,
    );
    changed.set(column, found.values);
    return { column, with: indicators.map(({ key }) => key), ...found };
  });
  return { ...(await tableWith(table, changed, progress)), repairs, decorrelations };
}

/** The whole table with other values of some columns, every other cell as it stood. */
export async function tableWith(
  table: ColumnReader,
  changed: ReadonlyMap<string, Float64Array>,
  progress: ((text: string) => void) | undefined,
): Promise<WrittenTable> {
  const all = await table.read({
    columns: (columns) => columns,
    texts: await namesOf(table),
    ...(progress === undefined ? {} : { progress }),
  });
  return {
    columns: all.columns.map(({ name }) => name),
    rows: all.rows,
    cell: (row, place) => {
      const { name, values, categories } = all.columns[place]!;
      const value = changed.get(name)?.[row] ?? null;
      if (value !== null) return Number.isNaN(value) ? null : String(value);
      return Number.isNaN(values[row]!) ? null : categories![values[row]!]!;
    },
  };
}

async function namesOf(table: ColumnReader): Promise<readonly string[]> {
  let names: readonly string[] = [];
  await table.read({
    columns: (columns) => {
      names = columns;
      return columns.slice(0, 1);
    },
    texts: [],
  });
  return names;
}

function checkWanted(wanted: readonly string[], columns: readonly string[], fixed: readonly string[]): void {
  const missing = wanted.find((name) => !columns.includes(name));
  if (missing !== undefined)
    throw new TribuneError('DATA_COLUMN_MISSING', `no column "${missing}"`, {
      remedy: `${nearName(missing, columns)}Columns: ${columns.slice(0, 20).join(', ')}${columns.length > 20 ? ', ...' : ''}.`,
      place: { name: missing },
    });
  const twice = wanted.find((name, i) => wanted.indexOf(name) < i);
  const held = twice ?? wanted.find((name) => fixed.includes(name));
  if (held !== undefined)
    throw new TribuneError(
      'USAGE',
      twice === undefined
        ? `"${held}" is what people are compared or judged by, which is not changed`
        : `"${held}" is named twice`,
      { remedy: 'Name columns that a model learns from, each once.', place: { name: held } },
    );
}

export function numbersOf(columns: readonly TableColumn[], name: string): Float64Array {
  const { values, categories } = columns.find((column) => column.name === name)!;
  if (categories === undefined) return values;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `column "${name}" holds texts, such as ${JSON.stringify(categories[0]?.slice(0, 60))}`,
    {
      remedy: 'Only columns of numbers have ranks and correlations; reweighing (--weights) needs neither.',
      place: { name },
    },
  );
}

/** One column for each group but the largest: 1 for its people, 0 for others, NaN where the group is not known. */
export function indicatorsOf({ keys, codes }: RowGroups): { key: GroupKey; values: Float64Array }[] {
  const sizes = keys.map(() => 0);
  for (const code of codes) if (code >= 0) sizes[code]!++;
  const largest = sizes.indexOf(Math.max(...sizes));
  return keys.flatMap((key, g) =>
    g === largest ? [] : [{ key, values: Float64Array.from(codes, (code) => (code < 0 ? Number.NaN : +(code === g))) }],
  );
}
