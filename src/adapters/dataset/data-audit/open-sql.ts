import type { Client } from 'pg';
import { neededColumns } from '../../../core/policy/bind/index.js';
import type { SourceRecord } from '../../../domain/audits/source/index.js';
import type { DataSource, OpenData, OpenRequest } from '../../../domain/data-audits/index.js';
import { type DataTable, placeOf } from '../data-table.js';
import { fileSize, queryTable } from '../duckdb-query.js';
import { type Engine, withEngine } from '../engine/engine.js';
import { digestFile } from '../hash.js';
import { isPostgres, oneQuery } from '../open-sql.js';
import { describe, select, withClient, withoutCredentials } from '../postgres-query.js';
import type { ColumnKind, SqlColumn } from '../sql/columns.js';
import { postgres } from '../sql/postgres.js';
import type { SqlOptions } from '../sql-options.js';
import { openTable } from './open-table.js';
import { testPlan } from './plan.js';

const QUERY = { what: 'the query', hint: '' };

/**
 * Data of a query for a data audit: over a DuckDB file, which is opened read only, or a PostgreSQL server, in one read-only transaction. The columns
 * that the tests need are read once into a table of the engine here, which every test asks.
 *
 * @throws TribuneError (from `open`) as `openSql`
 */
export function openDataSql(options: SqlOptions): DataSource {
  const job = { ...options, query: oneQuery(options.query) };
  const opened = isPostgres(options.database) ? withPostgres : withDuckDb;
  return {
    open: (request, work) =>
      opened(job, request, async (data, source) => ({
        made: await work(data),
        sources: [{ ...source, rows: data.rows }],
      })),
  };
}

type Work<T> = (data: OpenData, source: Omit<SourceRecord, 'rows'>) => Promise<T>;

async function withDuckDb<T>(options: SqlOptions, request: OpenRequest, work: Work<T>): Promise<T> {
  const { database, query } = options;
  await fileSize(database);
  return withEngine({ ...options, database }, async (engine) => {
    const table = await queryTable(engine, query);
    request.progress?.(`querying ${database}`);
    const data = await openTable(engine, table, request, QUERY);
    const { sha256 } = await digestFile(database);
    return work(data, { path: database, sha256 });
  });
}

async function withPostgres<T>(options: SqlOptions, request: OpenRequest, work: Work<T>): Promise<T> {
  const { database, query, ...engineOptions } = options;
  const address = withoutCredentials(database);
  return withEngine(engineOptions, async (engine) => {
    await engine.lock([]);
    request.progress?.(`querying ${address}`);
    const table = await withClient(options, address, (client) => fetched(client, engine, query, request));
    return work(await openTable(engine, table, request, QUERY), { path: address, sha256: null });
  });
}

/** Table of what was fetched. */
const FETCHED = 'fetched';
/** Rows that are asked for at a time, so that no large result stands in memory. */
const ROWS_AT_A_TIME = 5000;

/** Fetches the columns that are needed, each as its text, into a table of the engine. */
async function fetched(client: Client, engine: Engine, query: string, request: OpenRequest): Promise<DataTable> {
  const relation = `(\n${query}\n) AS source`;
  const found = await describe(client, relation);
  const columns = found.map(({ name }) => name);
  const distinct = columns.filter((name) => columns.indexOf(name) === columns.lastIndexOf(name));
  const roles = [...neededColumns(testPlan(request.policy, distinct)).keys()].filter((name) => columns.includes(name));
  const names = [...new Set([...roles, ...request.choose(distinct)])];
  for (const name of names) placeOf(columns, name, 'the query');
  // A table of no column would count no rows.
  const texts = ['1', ...names.map((name) => `CAST(${postgres.quoteName(name)} AS text)`)];
  await engine.connection.run(
    `CREATE TEMP TABLE ${FETCHED} (${texts.map((_, place) => `n${place} VARCHAR`).join(', ')})`,
  );
  await select(client, `DECLARE people NO SCROLL CURSOR FOR SELECT ${texts.join(', ')} FROM ${relation}`);
  const appender = await engine.connection.createAppender(FETCHED);
  try {
    for (;;) {
      const { rows } = await select(client, `FETCH ${ROWS_AT_A_TIME} FROM people`);
      for (const row of rows as (string | number | null)[][]) {
        for (const value of row) value === null ? appender.appendNull() : appender.appendVarchar(String(value));
        appender.endRow();
      }
      if (rows.length < ROWS_AT_A_TIME) break;
    }
  } finally {
    appender.closeSync();
  }
  return {
    columns,
    from: () => FETCHED,
    column: (name) => fetchedColumn(`n${names.indexOf(name) + 1}`, found[placeOf(columns, name, 'the query')]!.kind),
    file: null,
  };
}

/** What a text of PostgreSQL means. */
function fetchedColumn(sql: string, kind: ColumnKind): SqlColumn {
  if (kind === 'integer') return { sql: `CAST(${sql} AS BIGINT)`, kind };
  if (kind === 'real') return { sql: `CAST(${sql} AS DOUBLE)`, kind };
  if (kind === 'boolean') return { sql: `CAST(${sql} AS BOOLEAN)`, kind };
  return { sql, kind: 'text' };
}
