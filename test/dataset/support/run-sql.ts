import { DuckDBInstance } from '@duckdb/node-api';
import pg from 'pg';

type Run = (sql: string) => Promise<unknown[][]>;

/** Statements in a DuckDB of their own. */
export async function inDuckDb<T>(work: (run: Run) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    return await work(async (sql) => (await connection.runAndReadAll(sql)).getRows() as unknown[][]);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export async function inPostgres<T>(url: string, work: (run: Run) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(async (text) => (await client.query({ text, rowMode: 'array' })).rows as unknown[][]);
  } finally {
    await client.end();
  }
}
