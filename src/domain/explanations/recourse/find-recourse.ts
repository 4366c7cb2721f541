import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import {
  findRecourse,
  type GroupRecourseReport,
  type RecourseConstraints,
  type RecourseOptions,
  type RecourseReport,
  recourseCostByGroup,
} from '../../../core/explain/index.js';
import { type ExplanationContext, withModel } from '../context/index.js';
import { pickRows, shownInput } from '../table/index.js';
import type { RecourseRows } from './recourse-rows.js';

/**
 * The changes that would have led to a favourable decision, for the wanted rows of a table. With a model that answers asynchronously the
 * search runs row by row, so that a stopped search begins again with one row only.
 *
 * @throws TribuneError CONSTRAINTS_INVALID, INVALID_ARGUMENT
 */
export async function recourseFor(
  context: Pick<ExplanationContext, 'model' | 'remote'>,
  table: RecourseRows,
  constraints: RecourseConstraints,
  given: Omit<RecourseOptions, 'reference' | 'rows' | 'firstRow'> & { readonly row?: number | undefined },
): Promise<RecourseReport> {
  const { row, ...options } = given;
  const wanted = table.rows.rows === table.total ? pickRows(table, row).indices : [0];
  const reports: RecourseReport[] = [];
  for (const rows of context.remote === null ? [wanted] : wanted.map((one) => [one])) {
    const asked = { ...options, rows, reference: table.reference, firstRow: table.firstRow };
    reports.push(await withModel(context, (model) => findRecourse(model, table, constraints, asked)));
  }
  return { ...reports[0]!, rows: reports.flatMap((report) => report.rows) };
}

/** Cost of recourse by the groups of a column, named as in the table; people without a group are a group of their own and never dropped. */
export function costByGroup(report: RecourseReport, table: RecourseRows, by: string): GroupRecourseReport {
  const column = table.columns.findIndex((feature) => feature.name === by);
  const feature = table.columns[column];
  if (feature === undefined) {
    const names = table.columns.map(({ name }) => name);
    throw new TribuneError('DATA_COLUMN_MISSING', `no column "${by}" in ${table.table.name}`, {
      remedy: `${nearName(by, names)}Columns: ${names.join(', ')}.`,
      place: { name: by },
      reason: 'group-column-missing',
    });
  }
  const { data, columns } = table.rows;
  return recourseCostByGroup(
    report.rows,
    report.rows.map(({ index }) => {
      const r = index - table.firstRow;
      const value = data[r * columns + column]!;
      // Equal numbers are one group however they are written; a category never seen keeps its own name.
      return shownInput(feature, value, feature.categories === undefined ? undefined : table.cells[column]![r]);
    }),
  );
}
