import { neededColumns } from '../../../core/policy/bind/index.js';
import type { SourceRecord } from '../../../domain/audits/source/index.js';
import type { DataSource, OpenData, OpenRequest } from '../../../domain/data-audits/index.js';
import { checkColumns } from '../check-columns.js';
import type { DataTable } from '../data-table.js';
import { demandDistinct } from '../demand-distinct.js';
import { type Engine, type EngineOptions, withEngine } from '../engine/engine.js';
import { engineError } from '../engine/engine-error.js';
import { findFiles } from '../find-files.js';
import { digestFile } from '../hash.js';
import { headerHint } from '../header-hint.js';
import { readAgain } from '../read-again.js';
import { writtenIn } from '../sql/dialect.js';
import { duckdb } from '../sql/duckdb.js';
import { tableOf } from '../tables.js';
import { aggregate } from './aggregate.js';
import { checkRows } from './check.js';
import { keepColumns } from './columns.js';
import { repeats, scales, scoreEdges, separation } from './distributions.js';
import { testPlan } from './plan.js';
import { PEOPLE, preparedRows } from './prepare.js';
import { tellApart } from './tell-apart.js';

/**
 * Data of files for a data audit: CSV, TSV, gzip of these, Parquet, JSON Lines, given by paths and patterns. They are read once into a table
 * of DuckDB, which every test asks.
 *
 * @throws TribuneError (from `open`) as `openFiles`
 */
export function openDataFiles(paths: readonly string[], options: EngineOptions = {}): DataSource {
  return {
    open: (request, work) =>
      withEngine(options, async (engine) => {
        const files = await findFiles(engine, paths);
        await engine.lock(files.map((file) => file.absolute));
        const what = files.length === 1 ? files[0]!.path : `${files.length} files`;
        request.progress?.(`reading ${what}`);
        const digests = await Promise.all(
          files.map((file) =>
            digestFile(file.absolute, {
              gzip: file.gzip,
              lines: file.format === 'csv',
              path: file.path,
              content: files.length > 1,
            }),
          ),
        );
        const needed = [...neededColumns(testPlanOfAll(request)).keys()];
        const readFiles = async (parallel: boolean): Promise<OpenData> => {
          const table = await tableOf(engine, files, needed, { parallel, numbers: request.policy.data.numbers });
          const hint = headerHint(files[0]!, table.columns);
          return openTable(engine, table, request, { what, hint });
        };
        const data = await readFiles(true).catch((error: unknown) => readAgain(error, files, () => readFiles(false)));
        const sources = files.map(
          ({ path }, index): SourceRecord => ({
            path,
            sha256: digests[index]!.sha256,
            rows: files.length === 1 ? data.rows : null,
          }),
        );
        demandDistinct(
          sources.map((source, index) => ({ ...source, content: digests[index]!.content })),
          'Name one of them. If equal rows are of different people, put them into one file.',
        );
        return { made: await work(data), sources };
      }),
  };
}

/** The plan where every column exists, for what must be searched for in files whose columns vary. */
const testPlanOfAll = ({ policy }: OpenRequest) =>
  testPlan(
    policy,
    [policy.data.prediction?.column, policy.data.score].filter((name) => name != null),
  );

async function openTable(
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
    const from = { engine, columns: found, attributes: plan.attributes.length };
    return {
      rows,
      excluded,
      columns: found.map(({ sql, ...facts }) => facts),
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
