import { stat } from 'node:fs/promises';
import { TribuneError } from '../../core/base/errors.js';
import { readPlan } from '../../core/policy/bind/index.js';
import type { SourcedTally, TallyPlan } from '../../domain/audits/source/index.js';
import { checkColumns } from './check-columns.js';
import { withEngine } from './engine/engine.js';
import { digestFile } from './hash.js';
import { duckdb } from './sql/duckdb.js';
import type { SqlOptions } from './sql-options.js';
import { describe } from './tables.js';
import { tallyInDuckDb } from './tally/duckdb-tally.js';

/** The tally of a query over a DuckDB file. The engine can read the tables of that file and no other file. */
export async function tallyDuckDb(
  options: SqlOptions,
  plan: TallyPlan,
  progress?: (message: string) => void,
): Promise<SourcedTally> {
  const { database, query } = options;
  const bytes = await fileSize(database);
  const read = readPlan(plan.policy, plan);
  const { tally } = await withEngine({ ...options, database }, async (engine) => {
    await engine.lock([]);
    if ((await engine.connection.statementCount(query)) !== 1) {
      throw new TribuneError('USAGE', 'the query is more than one statement', { remedy: 'Give one SELECT.' });
    }
    const relation = `(\n${query}\n) AS source`;
    const kinds = await describe(engine, relation);
    checkColumns(read, [...kinds.keys()], 'the query');
    progress?.(`querying ${database}`);
    const source = {
      from: relation,
      column: (name: string) => ({ sql: duckdb.quoteName(name), kind: kinds.get(name)! }),
      file: null,
    };
    return tallyInDuckDb(engine, read, { table: source, bytes, options });
  });
  const { sha256 } = await digestFile(database);
  return { tally, sources: [{ path: database, sha256, rows: tally.rowsRead }] };
}

async function fileSize(path: string): Promise<number> {
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
