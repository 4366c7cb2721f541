import type { ErasedCandidates, ErasedListStore } from '../../../domain/decisions/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { RowSeal } from '../tables/index.js';
import type { StoreContext } from '../tables/store-room.js';

interface ErasedRow {
  list_key: string;
  index: string;
  n: number;
  seal: Buffer;
}

/**
 * Stores in PostgreSQL how many candidates of lists were erased. A row that the service did not write counts for nothing, so that whoever has the
 * database alone cannot make candidates that were never sent look like erased ones.
 */
export class PostgresErasedListStore implements ErasedListStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, context: Pick<StoreContext, 'keyring' | 'runtime'>) {
    this.#sql = sql;
    this.#seal = new RowSeal('erased_list', context);
  }

  async keep(erased: readonly ErasedCandidates[]): Promise<void> {
    if (erased.length === 0) return;
    await this.#sql.query(
      `insert into erased_list (list_key, index, n, seal)
         select * from unnest($1::text[], $2::bigint[], $3::integer[], $4::bytea[]) on conflict (list_key, index) do nothing`,
      [
        erased.map(({ listKey }) => listKey),
        erased.map(({ index }) => index),
        erased.map(({ n }) => n),
        erased.map((one) => this.#sealOf(one)),
      ],
    );
  }

  async countsOf(listKeys: readonly string[], size: number): Promise<ReadonlyMap<string, number>> {
    const text = 'select list_key, index, n, seal from erased_list where list_key = any($1::text[]) and index < $2';
    const counts = new Map<string, number>();
    for (const { list_key: listKey, index, n, seal } of await this.#sql.query<ErasedRow>(text, [listKeys, size])) {
      if (!seal.equals(this.#sealOf({ listKey, index: Number(index), n }))) continue;
      counts.set(listKey, (counts.get(listKey) ?? 0) + n);
    }
    return counts;
  }

  #sealOf({ listKey, index, n }: ErasedCandidates): Buffer {
    return this.#seal.of({ listKey, index, n });
  }
}
