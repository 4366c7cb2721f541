import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openFiles, openSql, openTallyFile, tallySql } from '../../../src/adapters/dataset/index.js';
import type { Tally } from '../../../src/core/fairness/tally/types.js';
import type { Policy } from '../../../src/core/policy/sections/types.js';
import type { AskedEngine } from './asked-engines.js';
import { planOf } from './policies.js';
import { type TextRow, toCsv } from './rows.js';

export interface EngineRun {
  readonly policy: Policy;
  readonly rows: readonly TextRow[];
  readonly columns: readonly string[];
  readonly directory: string;
  readonly scores?: boolean;
  readonly limit?: number;
}

const limitOf = (run: EngineRun): { distinctScoreLimit?: number } =>
  run.limit === undefined ? {} : { distinctScoreLimit: run.limit };

export async function fromCsv(run: EngineRun): Promise<Tally> {
  const path = join(run.directory, 'rows.csv');
  writeFileSync(path, toCsv(run.rows, run.columns));
  return (await openFiles([path], { ...limitOf(run), threads: 4 }).tally(planOf(run.policy, run.scores))).tally;
}

/** The way of large data: an estimate first, then rows straight into bins where they are needed. */
export async function fromLargeCsv(run: EngineRun): Promise<Tally> {
  const path = join(run.directory, 'rows.csv');
  const options = { ...limitOf(run), largeDataBytes: 0 };
  return (await openFiles([path], options).tally(planOf(run.policy, run.scores))).tally;
}

export async function fromJsonLines(run: EngineRun): Promise<Tally> {
  const path = join(run.directory, 'rows.jsonl');
  writeFileSync(path, run.rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return (await openFiles([path], limitOf(run)).tally(planOf(run.policy, run.scores))).tally;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A table of text in PostgreSQL, queried through the product; and by the printed SQL, brought back as JSON lines. */
export async function fromPostgres(run: EngineRun, url: string): Promise<{ query: Tally; printed: Tally }> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const names = run.columns.map(quoted);
    await client.query(
      `DROP TABLE IF EXISTS "odd ""table"; CREATE TABLE "odd ""table" (${names.map((name) => `${name} text`).join(', ')})`,
    );
    const columns = run.columns.map((column) => run.rows.map((row) => row[column] ?? null));
    const arrays = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
    await client.query(`INSERT INTO "odd ""table" SELECT * FROM unnest(${arrays})`, columns);
    const options = { query: 'select * from "odd ""table" -- all', database: url, ...limitOf(run) };
    const query = await openSql(options).tally(planOf(run.policy, run.scores));
    const sql = tallySql(run.policy, 'postgres', 'odd "table', {
      policyDigest: 'sha256:test',
      scores: run.scores ?? true,
      ...limitOf(run),
    });
    const result = await client.query(sql);
    return { query: query.tally, printed: await backFromJsonLines(run, result.rows) };
  } finally {
    await client.end();
  }
}

/**
 * What follows a printed SQL for ClickHouse: it marks NULL in CSV unless told to leave the field empty, and it compiles expressions to machine
 * code unless told not to, which takes longer than the whole query over so few rows.
 */
export const CLICKHOUSE_SETTINGS =
  ", format_csv_null_representation = '', compile_expressions = 0, compile_aggregate_expressions = 0, compile_sort_description = 0";

interface Chdb {
  Session: new (path?: string) => { query(sql: string, format: string): string; cleanup(): void };
}

/** ClickHouse in process, by the printed SQL; the result comes back as CSV. */
export async function fromClickhouse(run: EngineRun): Promise<Tally> {
  const { Session } = (await import('chdb')) as unknown as Chdb;
  const session = new Session();
  try {
    const name = (column: string): string => `"${column.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
    const types = run.columns.map((column) => `${name(column)} Nullable(String)`).join(', ');
    const text = (value: string | null): string =>
      value === null ? 'NULL' : `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    const values = run.rows
      .map((row) => `(${run.columns.map((column) => text(row[column] ?? null)).join(',')})`)
      .join(',');
    session.query('CREATE DATABASE d', 'CSV');
    session.query(`CREATE TABLE d.people (${types}) ENGINE = Memory`, 'CSV');
    session.query(`INSERT INTO d.people VALUES ${values}`, 'CSV');
    const sql = tallySql(run.policy, 'clickhouse', 'd.people', {
      policyDigest: 'sha256:test',
      scores: run.scores ?? true,
      ...limitOf(run),
    });
    const path = join(run.directory, 'clickhouse.csv');
    writeFileSync(path, session.query(`${sql}${CLICKHOUSE_SETTINGS}`, 'CSVWithNames'));
    return (await openTallyFile(path).tally(planOf(run.policy, run.scores))).tally;
  } finally {
    session.cleanup();
  }
}

/** An engine that is had only where somebody names it, by the printed SQL. */
export async function fromAsked(run: EngineRun, engine: AskedEngine): Promise<Tally> {
  const path = await engine.csv({
    columns: run.columns,
    rows: run.rows.map((row) => run.columns.map((column) => row[column] ?? null)),
    sql: (view) =>
      tallySql(run.policy, engine.dialect, view, {
        policyDigest: 'sha256:test',
        scores: run.scores ?? true,
        ...limitOf(run),
      }),
  });
  return (await openTallyFile(path).tally(planOf(run.policy, run.scores))).tally;
}

async function backFromJsonLines(run: EngineRun, rows: readonly object[]): Promise<Tally> {
  const path = join(run.directory, 'result.jsonl');
  writeFileSync(path, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return (await openTallyFile(path).tally(planOf(run.policy, run.scores))).tally;
}
