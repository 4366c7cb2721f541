import type { SettingStore, SettingWatcher } from '../../../domain/settings/ports.js';
import { type ChangeNotices, notify } from '../engine/notices.js';
import type { Sql } from '../engine/sql-access.js';

const TOPIC = 'settings';

/** Stores settings in PostgreSQL. All processes are notified of every change at its commit. */
export class PostgresSettingStore implements SettingStore {
  readonly #sql: Sql;
  readonly #notices: ChangeNotices;

  constructor(sql: Sql, notices: ChangeNotices) {
    this.#sql = sql;
    this.#notices = notices;
  }

  async load(): Promise<ReadonlyMap<string, unknown>> {
    const rows = await this.#sql.query<{ name: string; value: unknown }>('select name, value from setting');
    return new Map(rows.map(({ name, value }) => [name, value]));
  }

  write(name: string, document: unknown): Promise<boolean> {
    return this.#sql.transaction(async (sql) => {
      const text = `insert into setting (name, value) values ($1, $2)
        on conflict (name) do update set value = excluded.value where setting.value <> excluded.value returning name`;
      const changed = await sql.query(text, [name, JSON.stringify(document)]);
      if (changed.length === 0) return false;
      await notify(sql, TOPIC);
      return true;
    });
  }

  watch(watcher: SettingWatcher): () => void {
    return this.#notices.watch(TOPIC, watcher);
  }
}
