import { printUuid } from '../../../core/base/uuid.js';
import type { ErasedIds } from '../../../domain/decisions/ports/index.js';
import type { ErasedDecisionStore } from '../../../domain/erased-decisions/index.js';
import type { Sql } from '../engine/sql-access.js';

/** Ids of one statement. */
const AT_ONCE = 5000;

/** Ids of erased decisions in PostgreSQL. They stand in the log as well, and nothing is decided by these rows: they say where to look. */
export class PostgresErasedDecisionStore implements ErasedIds, ErasedDecisionStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async add(ids: readonly Uint8Array[]): Promise<void> {
    const text = 'insert into erased_decision (decision) select unnest($1::uuid[]) on conflict do nothing';
    for (let from = 0; from < ids.length; from += AT_ONCE)
      await this.#sql.query(text, [ids.slice(from, from + AT_ONCE).map((id) => printUuid(id))]);
  }

  async waiting(limit: number): Promise<string[]> {
    const text = 'select decision from erased_decision order by number limit $1';
    return (await this.#sql.query<{ decision: string }>(text, [limit])).map(({ decision }) => decision);
  }

  async done(ids: readonly string[]): Promise<void> {
    await this.#sql.query('delete from erased_decision where decision = any($1::uuid[])', [ids]);
  }
}
