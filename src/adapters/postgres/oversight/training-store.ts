import type { Training, TrainingStore } from '../../../domain/oversight/ports/index.js';
import { PREPARED, type Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface TrainingRow {
  readonly reader: string;
  readonly content: string;
  readonly seal: Buffer;
}

/** The last training of each reader in PostgreSQL, each under a keyed hash. */
export class PostgresTrainingStore implements TrainingStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('oversight_training', deps);
  }

  async save(training: Training): Promise<void> {
    const row = { reader: training.reader, content: JSON.stringify(training) };
    const text = `insert into oversight_training (reader, content, seal) values ($1, $2, $3)
      on conflict (reader) do update set content = excluded.content, seal = excluded.seal`;
    await this.#sql.query(text, [row.reader, row.content, this.#seal.of(row)]);
  }

  async of(reader: string): Promise<Training | null> {
    return (await this.#read('where reader = $1', [reader]))[0] ?? null;
  }

  all(limit: number): Promise<Training[]> {
    return this.#read('order by reader limit $1', [limit]);
  }

  async #read(rest: string, values: readonly unknown[]): Promise<Training[]> {
    const rows = await this.#sql.query<TrainingRow>(`select * from oversight_training ${rest}`, values, PREPARED);
    return rows.map(({ reader, content, seal }) => {
      if (!this.#seal.isOwn({ reader, content }, seal))
        throw foreignRow(`the training of ${reader}`, 'Enter the training again: POST /v1/cases/trainings.');
      return JSON.parse(content) as Training;
    });
  }
}
