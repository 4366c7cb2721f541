import { equalBytes, utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import type { RetentionProgress, RetentionProgressStore } from '../../../domain/retention/index.js';
import type { Sql } from '../engine/sql-access.js';
import type { StoreContext } from '../tables/store-room.js';

/** Name of its row in the table `progress`. */
const NAME = 'retention.progress';

interface ProgressRow {
  readonly value: RetentionProgress;
  readonly seal: Buffer | null;
}

/**
 * Stores in PostgreSQL how far retention got, under a keyed hash: whoever has the database alone cannot move the place on, which would keep
 * records longer than their rule says. A place that is not ours counts as none, and retention looks from the beginning.
 */
export class PostgresRetentionProgress implements RetentionProgressStore {
  readonly #sql: Sql;
  readonly #deps: Pick<StoreContext, 'keyring' | 'runtime'>;

  constructor(sql: Sql, deps: Pick<StoreContext, 'keyring' | 'runtime'>) {
    this.#sql = sql;
    this.#deps = deps;
  }

  async read(): Promise<RetentionProgress> {
    const row = await this.#row();
    return row?.seal && equalBytes(row.seal, this.#sealOf(row.value)) ? row.value : {};
  }

  async keep(progress: RetentionProgress): Promise<void> {
    const text = `insert into progress (name, value, seal) values ($1, $2, $3)
      on conflict (name) do update set value = excluded.value, seal = excluded.seal`;
    await this.#sql.query(text, [NAME, JSON.stringify(progress), Buffer.from(this.#sealOf(progress))]);
  }

  /** Seals the place that a program without seals left, when the schema is brought up to date. */
  async adopt(): Promise<void> {
    const row = await this.#row();
    if (row?.seal === null) await this.keep(row.value);
  }

  async #row(): Promise<ProgressRow | undefined> {
    const [row] = await this.#sql.query<ProgressRow>('select value, seal from progress where name = $1', [NAME]);
    return row;
  }

  #sealOf(progress: RetentionProgress): Uint8Array {
    const { keyring, runtime } = this.#deps;
    // The hash covers the value as the database returns it: without what JSON leaves out.
    const kept: unknown = JSON.parse(JSON.stringify(progress));
    return runtime.hmacSha256(keyring.indexKey(), utf8(`${NAME} ${canonicalJson(kept)}`));
  }
}
