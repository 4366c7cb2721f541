import { type Engine, withEngine } from '../../../src/adapters/dataset/engine/index.js';
import { findFiles } from '../../../src/adapters/dataset/find-files.js';
import { plainText } from '../../../src/adapters/dataset/sql/columns.js';
import { duckdb } from '../../../src/adapters/dataset/sql/duckdb.js';
import { tableOf } from '../../../src/adapters/dataset/tables.js';
import { tallyInDuckDb } from '../../../src/adapters/dataset/tally/index.js';
import type { Tally } from '../../../src/core/fairness/tally/types.js';
import { neededColumns, readPlan } from '../../../src/core/policy/bind/plan.js';
import type { Policy } from '../../../src/core/policy/index.js';
import { planOf } from './policies.js';
import type { TextRow } from './rows.js';

/** One engine for many small files, as `openFiles` reads each of them: to start one takes as long as to read such a file. */
export interface OneEngine {
  tally(path: string, policy: Policy): Promise<Tally>;
  /** The cells of each row as text, null and empty as null. */
  cells(path: string, columns: readonly string[]): Promise<(string | null)[][]>;
  /** Writes rows of text as a Parquet file. */
  writeParquet(path: string, rows: readonly TextRow[], columns: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export async function oneEngine(): Promise<OneEngine> {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let closed: Promise<void> = Promise.resolve();
  const engine = await new Promise<Engine>((resolve, reject) => {
    closed = withEngine({ threads: 1 }, async (one) => {
      resolve(one);
      await ended;
    });
    closed.catch(reject);
  });
  return {
    async tally(path, policy) {
      const plan = planOf(policy);
      const read = readPlan(policy, plan);
      const files = await findFiles(engine, [path]);
      const needed = [...neededColumns(read).keys()];
      const table = await tableOf(engine, files, needed);
      const source = { from: table.from(needed), column: table.column, file: table.file };
      return (await tallyInDuckDb(engine, read, { table: source, bytes: 0, options: {} })).tally;
    },
    async cells(path, columns) {
      const table = await tableOf(engine, await findFiles(engine, [path]), columns);
      const texts = columns.map((column) => plainText(duckdb, table.column(column)));
      const rows = await engine.query(`SELECT ${texts.join(', ')} FROM ${table.from(columns)}`);
      return rows.map((row) => row.map((cell) => cell || null));
    },
    async writeParquet(path, rows, columns) {
      const value = (text: string | null | undefined): string =>
        text == null ? 'NULL::VARCHAR' : `${duckdb.quoteText(text)}::VARCHAR`;
      const values = rows.map((row) => `(${columns.map((column) => value(row[column])).join(', ')})`).join(', ');
      const names = columns.map((column) => duckdb.quoteName(column)).join(', ');
      await engine.query(
        `COPY (SELECT * FROM (VALUES ${values}) AS t(${names})) TO ${duckdb.quoteText(path)} (FORMAT parquet)`,
      );
    },
    async close() {
      end();
      await closed;
    },
  };
}
