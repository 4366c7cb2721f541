import { createHash } from 'node:crypto';
import type pg from 'pg';
import { databaseError } from './fail.js';
import type { Sent, Sql } from './sql-access.js';

/** Runs SQL statements over a pool. Every failure is a `TribuneError`, and rolls the transaction back. */
export function sqlOverPool(pool: pg.Pool): Sql {
  return {
    async query<Row extends object>(text: string, values: readonly unknown[] = [], sent: Sent = {}): Promise<Row[]> {
      try {
        return (await pool.query(queryOf(text, values, sent))).rows as Row[];
      } catch (cause) {
        throw databaseError(cause, describe(text));
      }
    },
    async transaction<T>(run: (sql: Sql) => Promise<T>, first?: string): Promise<T> {
      const client = await pool.connect().catch((cause: unknown) => {
        throw databaseError(cause, 'opening a transaction');
      });
      let broken = true;
      try {
        await client.query(first === undefined ? 'begin' : `begin; ${first}`);
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
    async query<Row extends object>(text: string, values: readonly unknown[] = [], sent: Sent = {}): Promise<Row[]> {
      try {
        return (await client.query(queryOf(text, values, sent))).rows as Row[];
      } catch (cause) {
        throw databaseError(cause, describe(text));
      }
    },
    async transaction(run, first) {
      if (first !== undefined) await sql.query(first);
      return run(sql);
    },
  };
  return sql;
}

/** Names of statements that are prepared, by their texts. The texts stand in the source, so there are no more of them than it has. */
const names = new Map<string, string>();

function queryOf(text: string, values: readonly unknown[], { isPrepared = false }: Sent): pg.QueryConfig {
  if (!isPrepared) return { text, values: [...values] };
  let name = names.get(text);
  if (name === undefined) {
    name = `often_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    names.set(text, name);
  }
  return { name, text, values: [...values] };
}

/** Gives the first words of a statement: they are enough to find it, and contain no values. */
const describe = (text: string): string => `"${text.trim().split(/\s+/).slice(0, 4).join(' ')} ..."`;
