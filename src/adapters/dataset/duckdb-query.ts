import { stat } from 'node:fs/promises';
import { TribuneError } from '../../core/base/errors.js';
import { outcomePlan, type ReadPlan, readPlan } from '../../core/policy/bind/index.js';
import type { SourcedOutcome, SourcedTally, TallyPlan } from '../../domain/audits/source/index.js';
import { checkColumns } from './check-columns.js';
import { type DataTable, describe, placeOf } from './data-table.js';
import { type Engine, withEngine } from './engine/engine.js';
import { digestFile } from './hash.js';
import type { SqlOptions } from './sql-options.js';
import { outcomeInDuckDb, tallyInDuckDb } from './tally/duckdb-tally.js';

/** The tally of a query over a DuckDB file. The engine can read the tables of that file and no other file. */
export function tallyDuckDb(
  options: SqlOptions,
  plan: TallyPlan,
  progress?: (message: string) => void,
): Promise<SourcedTally> {
  return queried(options, readPlan(plan.policy, plan), tallyInDuckDb, progress);
}

/** As `tallyDuckDb`, of decisions that are not 0 or 1. */
export function outcomeDuckDb(
  options: SqlOptions,
  plan: Omit<TallyPlan, 'scores'>,
  progress?: (message: string) => void,
): Promise<SourcedOutcome> {
  return queried(options, outcomePlan(plan.policy, plan), outcomeInDuckDb, progress);
}

async function queried<Plan extends ReadPlan, Made extends { readonly tally: { readonly rowsRead: number } }>(
  options: SqlOptions,
  read: Plan,
  tallyIn: (engine: Engine, plan: Plan, job: Parameters<typeof tallyInDuckDb>[2]) => Promise<Made>,
  progress: ((message: string) => void) | undefined,
): Promise<{ tally: Made['tally']; sources: SourcedTally['sources'] }> {
  const { database, query } = options;
  const bytes = await fileSize(database);
  const { tally } = await withEngine({ ...options, database }, async (engine) => {
    const table = await queryTable(engine, query);
    checkColumns(read, table.columns, 'the query');
    progress?.(`querying ${database}`);
    return tallyIn(engine, read, { table: { ...table, from: table.from([]) }, bytes, options });
  });
  const { sha256 } = await digestFile(database);
  return { tally, sources: [{ path: database, sha256, rows: tally.rowsRead }] };
}

/**
 * A query over the database of an engine as a table. The engine is locked: it reads the tables of that database and no file.
 *
 * @throws TribuneError USAGE for more than one statement
 */
export async function queryTable(engine: Engine, query: string): Promise<DataTable> {
  await engine.lock([]);
  if ((await engine.connection.statementCount(query)) !== 1) {
    throw new TribuneError('USAGE', 'the query is more than one statement', { remedy: 'Give one SELECT.' });
  }
  const found = await describe(engine, `\n${query}\n`);
  const columns = found.map(({ name }) => name);
  return {
    columns,
    // Columns are named by place, because the engine's names ignore case.
    from: () => `(\n${query}\n) AS source(${columns.map((_, place) => `n${place}`).join(', ')})`,
    column(name: string) {
      const place = placeOf(columns, name, 'the query');
      return { sql: `n${place}`, kind: found[place]!.kind };
    },
    file: null,
  };
}

/** The size of a database file, in bytes. */
export async function fileSize(path: string): Promise<number> {
  const found = await stat(path).catch((error) => {
    throw new TribuneError('DATA_NOT_FOUND', `the database ${path} does not exist`, {
      remedy: 'Name a DuckDB file, or postgres://user@host/database.',
      cause: error,
    });
  });
  if (!found.isFile())
    throw new TribuneError('DATA_NOT_FOUND', `${path} is not a file`, { remedy: 'Name a DuckDB file.' });
  return found.size;
}
