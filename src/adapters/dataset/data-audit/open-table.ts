import type { OpenData, OpenRequest } from '../../../domain/data-audits/index.js';
import { checkColumns } from '../check-columns.js';
import type { DataTable } from '../data-table.js';
import type { Engine } from '../engine/engine.js';
import { engineError } from '../engine/engine-error.js';
import { writtenIn } from '../sql/dialect.js';
import { duckdb } from '../sql/duckdb.js';
import { aggregate, digestOnce } from './aggregate.js';
import { checkRows } from './check.js';
import { keepColumns } from './columns.js';
import { repeats, scales, scoreEdges, separation } from './distributions.js';
import { testPlan } from './plan.js';
import { PEOPLE, preparedRows } from './prepare.js';
import { tellApart } from './tell-apart.js';

/**
 * Reads a table of the engine once into the table of people that every test asks.
 *
 * @throws TribuneError for columns that are missing and values at fault
 */
export async function openTable(
  engine: Engine,
  table: DataTable,
  request: OpenRequest,
  { what, hint }: { readonly what: string; readonly hint: string },
): Promise<OpenData> {
  const columns = table.columns.filter((name) => table.columns.indexOf(name) === table.columns.lastIndexOf(name));
  const plan = testPlan(request.policy, columns);
  const dialect = writtenIn(duckdb, plan.numbers);
  const kept = request.choose(columns);
  const roles = checkColumns(plan, table.columns, what, hint);
  const source = { from: table.from([...new Set([...roles, ...kept])]), column: table.column, file: null };
  const typed = (place: number): boolean => ['integer', 'real'].includes(table.column(kept[place]!).kind);
  try {
    await engine.connection.run(`CREATE TEMP TABLE ${PEOPLE} AS ${preparedRows(plan, source, kept, dialect)}`);
    const { rows, excluded } = await checkRows(engine, plan);
    const found = await keepColumns(engine, kept, { dialect, typed });
    const digested = digestOnce(engine, found);
    const from = { engine, columns: found, attributes: plan.attributes.length, digested };
    return {
      rows,
      excluded,
      columns: found.map(({ sql, ...facts }) => facts),
      repeatedNames: [...new Set(table.columns.filter((name) => !columns.includes(name)))],
      aggregate: (query) => aggregate(from, query).catch(engineFault),
      scales: (names) => scales(from, names).catch(engineFault),
      scoreEdges: (parts) => scoreEdges(from, parts).catch(engineFault),
      separation: (name) => separation(from, name).catch(engineFault),
      tellApart: (score, pair) => tellApart(from, score, pair).catch(engineFault),
      repeats: (names, split) => repeats(from, names, split).catch(engineFault),
    };
  } catch (error) {
    throw engineError(error);
  }
}

const engineFault = (error: unknown): never => {
  throw engineError(error);
};
