import type pg from 'pg';
import { databaseError } from './fail.js';
import type { Sql } from './sql-access.js';

/** Runs SQL statements over a pool. Every failure is a `TribuneError`, and rolls the transaction back. */
export function sqlOverPool(pool: pg.Pool): Sql {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      try {
        return (await pool.query(text, [...values])).rows as Row[];
      } catch (cause) {
        throw databaseError(cause, describe(text));
      }
    },
    async transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T> {
      const client = await pool.connect().catch((cause: unknown) => {
        throw databaseError(cause, 'opening a transaction');
      });
      let broken = true;
      try {
        await client.query('begin');
        const result = await run(sqlOverClient(client));
        await client.query('commit');
        broken = false;
        return result;
      } catch (cause) {
        broken = !(await client.query('rollback').then(
          () => true,
          () => false,
        ));
        throw databaseError(cause, 'running a transaction');
      } finally {
        client.release(broken);
      }
    },
  };
}

function sqlOverClient(client: pg.PoolClient): Sql {
  const sql: Sql = {
    async query<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      try {
        return (await client.query(text, [...values])).rows as Row[];
      } catch (cause) {
        throw databaseError(cause, describe(text));
      }
    },
    transaction: (run) => run(sql),
  };
  return sql;
}

/** Gives the first words of a statement: they are enough to find it, and contain no values. */
const describe = (text: string): string => `"${text.trim().split(/\s+/).slice(0, 4).join(' ')} ..."`;
