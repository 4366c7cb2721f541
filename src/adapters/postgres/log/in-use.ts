import type { Sql } from '../engine/sql-access.js';

/** Whether the database holds sealed keys and signed checkpoints. If so, their key files must exist and must not be made anew. */
export async function keysInUse(sql: Sql): Promise<{ readonly pages: boolean; readonly heads: boolean }> {
  const [used] = await sql.query<{ pages: boolean; heads: boolean }>(
    'select exists (select from key_page) as pages, exists (select from ledger_head) as heads',
  );
  return used!;
}
