import type { NumberRange, ProducerState, ProducerStore } from '../../../domain/decisions/ports/index.js';
import type { SeenNumber } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';

interface ProducerRow {
  source: string;
  last: string;
  missing: NumberRange[];
  lost: string;
  seen_at: string;
}

/** Stores the numberings of producers in PostgreSQL; the numbers of the last day are in the rows of the stored answers. */
export class PostgresProducerStore implements ProducerStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async load(): Promise<ProducerState[]> {
    const rows = await this.#sql.query<ProducerRow>('select source, last, missing, lost, seen_at from producer');
    return rows.map(({ source, last, missing, lost, seen_at }) => ({
      source,
      last: Number(last),
      missing,
      lost: Number(lost),
      seenAtMs: Number(seen_at),
    }));
  }

  async save(states: readonly ProducerState[], forgotten: readonly string[] = []): Promise<void> {
    const text = `with gone as (delete from producer where source = any($6::text[]))
      insert into producer (source, last, missing, lost, seen_at)
      select * from unnest($1::text[], $2::bigint[], $3::jsonb[], $4::bigint[], $5::bigint[])
      on conflict (source) do update
      set last = excluded.last, missing = excluded.missing, lost = excluded.lost, seen_at = excluded.seen_at`;
    await this.#sql.query(text, [
      states.map(({ source }) => source),
      states.map(({ last }) => last),
      states.map(({ missing }) => JSON.stringify(missing)),
      states.map(({ lost }) => lost),
      states.map(({ seenAtMs }) => seenAtMs),
      forgotten,
    ]);
  }

  async seenSince(receivedAtMs: number): Promise<SeenNumber[]> {
    const text = `select producer, sequence, received_at from kept_answer
      where received_at >= $1 and sequence is not null order by received_at, sequence`;
    const rows = await this.#sql.query<{ producer: string; sequence: string; received_at: string }>(text, [
      receivedAtMs,
    ]);
    return rows.map(({ producer, sequence, received_at }) => ({
      source: producer,
      sequence: Number(sequence),
      receivedAtMs: Number(received_at),
    }));
  }
}
