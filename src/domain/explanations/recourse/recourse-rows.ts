import { defined } from '../../../core/base/defined.js';
import { adoptNames, type RecourseConstraints } from '../../../core/explain/index.js';
import type { Feature, Matrix, Model } from '../../../core/models/index.js';
import type { RowTable, TableReader } from '../ports/index.js';
import {
  type BindingOptions,
  type BoundRows,
  bindTable,
  checkRow,
  chooseColumns,
  inferFeature,
  type Unseen,
} from '../table/index.js';

/**
 * Data for recourse with all columns: those of the model as it reads them, the others as numbers where all are numbers, otherwise as
 * categories.
 */
export interface RecourseRows extends BoundRows {
  readonly columns: readonly Feature[];
  readonly cells: RowTable['cells'];
  /** Rows from which units of cost and ranges of values are measured, with these columns; NaN where a column is not needed for that. */
  readonly reference: Matrix;
}

export interface RecourseSource extends BindingOptions {
  readonly table: TableReader;
  readonly constraints: RecourseConstraints;
  /** The only row that is answered and checked. */
  readonly row?: number | undefined;
  /** Rows to measure on, if they are not those of the data. */
  readonly background?: TableReader | undefined;
}

/**
 * Reads the data for recourse: the wanted rows with every column, and of all others only the columns on which something is measured. A bad
 * cell of another person, in a column that nobody may change, does not matter here.
 */
export async function readRecourseRows<M extends Model>(
  model: M,
  source: RecourseSource,
): Promise<{ model: M; table: RecourseRows }> {
  const { table, row, unseen = 'refuse' } = source;
  let names: readonly string[] = model.featureNames;
  const read = await table.read({
    purpose: 'inputs',
    ...defined({ row }),
    columns: (columns) => {
      names = chooseColumns(model.features, columns, source.inputs).names;
      return [...names, ...new Set(columns.filter((column) => !names.includes(column)))];
    },
  });
  if (row !== undefined) checkRow(table.name, row, read.total);
  const named = names.every((name, j) => name === model.featureNames[j]) ? model : adoptNames(model, names);
  const measured = await measuredTable(named, read, source);
  const columns = read.columns.map((name, c): Feature => {
    const cells = measured.data.get(name) ?? read.cells[c]!;
    return named.features[c] ?? inferFeature(name, cells);
  });
  const firstRow = row ?? 0;
  const rows = bindTable(read, columns, { name: table.name, unseen, firstRow });
  const reference = measured.reference === null ? rows : referenceOf(columns, measured.reference, unseen);
  const { digest, total, cells } = read;
  return { model: named, table: { table, digest, firstRow, rows, total, columns, cells, reference } };
}

interface Measured {
  /** Cells of further columns of the data by name, because their kind is known only from all rows. */
  readonly data: ReadonlyMap<string, readonly (string | null)[]>;
  /** Rows to measure on; null when the rows that were read are all. */
  readonly reference: { readonly name: string; readonly table: RowTable; readonly names: readonly string[] } | null;
}

async function measuredTable(model: Model, read: RowTable, source: RecourseSource): Promise<Measured> {
  const { table, row, background, constraints } = source;
  const { inputs, others } = measuredColumns(model, read.columns, constraints);
  const data = new Map<string, readonly (string | null)[]>();
  const names = [...inputs, ...others];
  if (row === undefined && background === undefined) return { data, reference: null };
  if (row !== undefined && names.length > 0) {
    const columns = background === undefined ? names : others;
    const whole = await table.read({ columns, purpose: 'inputs' });
    others.forEach((name) => {
      data.set(name, whole.cells[whole.columns.indexOf(name)]!);
    });
    if (background === undefined) return { data, reference: { name: table.name, table: whole, names } };
  }
  if (background === undefined) return { data, reference: null };
  return { data, reference: await readBackground(model, background, names, source) };
}

/** The columns of a background by the names of the data, or by place where the background has none of these names. */
async function readBackground(
  model: Model,
  background: TableReader,
  names: readonly string[],
  { inputs }: RecourseSource,
): Promise<Measured['reference']> {
  if (names.length === 0) return null;
  const table = await background.read({
    purpose: 'costs',
    columns: (columns) => {
      if (names.every((name) => columns.includes(name))) return names;
      const chosen = chooseColumns(model.features, columns, inputs);
      return names.map((name) => (chosen.byPlace ? (chosen.names[model.featureNames.indexOf(name)] ?? name) : name));
    },
  });
  return { name: background.name, table, names };
}

/** Inputs whose unit or limits are measured on people, and further columns that a rule names. */
function measuredColumns(
  model: Model,
  columns: readonly string[],
  constraints: RecourseConstraints,
): { inputs: string[]; others: string[] } {
  const isInput = new Set(model.featureNames);
  const inputs = model.features.flatMap(({ name, categories }) => {
    const rule = constraints.features.get(name);
    return rule?.mutable === true && categories === undefined ? [name] : [];
  });
  const ruled = new Set([
    ...constraints.features.keys(),
    ...constraints.derived.keys(),
    ...constraints.linked.flatMap(({ cause, effect }) => [cause, effect]),
    ...constraints.exclusive.flat(),
  ]);
  const expressions = [...constraints.derived.values()];
  const isNamed = (name: string): boolean => ruled.has(name) || expressions.some((text) => text.includes(name));
  return { inputs, others: columns.filter((name) => !isInput.has(name) && isNamed(name)) };
}

function referenceOf(
  columns: readonly Feature[],
  { name, table, names }: NonNullable<Measured['reference']>,
  unseen: Unseen,
): Matrix {
  const at = names.map((wanted) => columns.findIndex((column) => column.name === wanted));
  const features = at.map((c, i) => ({ ...columns[c]!, name: table.columns[i]! }));
  const own = bindTable(table, features, { name, unseen });
  const data = new Float64Array(own.rows * columns.length).fill(Number.NaN);
  for (let r = 0; r < own.rows; r++) {
    at.forEach((c, i) => {
      data[r * columns.length + c] = own.data[r * own.columns + i]!;
    });
  }
  return { data, rows: own.rows, columns: columns.length };
}
