import { stat } from 'node:fs/promises';
import { TribuneError } from '../../core/errors.js';
import { DISTINCT_SCORE_LIMIT } from '../../core/fairness/score-bins.js';
import type { SourcedTally, TallyPlan } from '../../domain/audit/source.js';
import { checkColumns } from './check-columns.js';
import { withEngine } from './engine.js';
import { digestFile } from './hash.js';
import type { SqlOptions } from './open-sql.js';
import { readPlan } from './read-plan.js';
import { namedRows, readResult } from './read-result.js';
import { duckdb } from './sql/duckdb.js';
import { tallyStatement } from './sql/statement.js';
import { describe } from './tables.js';

/** The tally of a query over a DuckDB file. The engine sees the tables of that file, and no other file. */
export async function tallyDuckDb(
  options: SqlOptions,
  plan: TallyPlan,
  progress?: (message: string) => void,
): Promise<SourcedTally> {
  const { database, query } = options;
  await checkFile(database);
  const read = readPlan(plan.policy, plan);
  const rows = await withEngine({ ...options, database }, async (engine) => {
    await engine.lock([]);
    if ((await engine.connection.extractStatements(query)).count !== 1) {
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
    const distinctScoreLimit = options.distinctScoreLimit ?? DISTINCT_SCORE_LIMIT;
    return engine.query(tallyStatement(read, duckdb, source, { distinctScoreLimit }));
  });
  const { tally } = readResult(read, namedRows(read, rows));
  const { sha256 } = await digestFile(database, false);
  return { tally, sources: [{ path: database, sha256, rows: tally.rowsRead }] };
}

async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch((error) => {
    throw new TribuneError('DATA_NOT_FOUND', `the database ${path} does not exist`, {
      remedy: 'Name a DuckDB file, or postgres://user@host/database.',
      cause: error,
    });
  });
  if (!found.isFile())
    throw new TribuneError('DATA_NOT_FOUND', `${path} is not a file`, { remedy: 'Name a DuckDB file.' });
}
