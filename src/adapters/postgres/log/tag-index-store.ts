import type { SeqRange, TagIndexStore, TagRun } from '../../../domain/decisions/ports/index.js';
import type { LogName } from '../../../domain/log/ports/index.js';
import { PREPARED, type Sql } from '../engine/sql-access.js';
import { asBuffer } from './as-buffer.js';

/** Stores runs of the tag index in PostgreSQL, one row for each bucket that is not empty. */
export class PostgresTagIndexStore implements TagIndexStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async indexedTo(log: LogName, kind: TagRun['kind']): Promise<number> {
    const text = 'select coalesce(max(last_seq) + 1, 0) as next from tag_run where log = $1 and kind = $2';
    const rows = await this.#sql.query<{ next: string }>(text, [log, kind]);
    return Number(rows[0]!.next);
  }

  async insertRuns(runs: readonly TagRun[]): Promise<void> {
    await this.#sql.transaction(async (sql) => {
      for (const run of runs) await insertRun(sql, run);
    });
  }

  async runs(log: LogName, kind: TagRun['kind']): Promise<Pick<TagRun, 'firstSeq' | 'lastSeq'>[]> {
    const text = 'select first_seq, last_seq from tag_run where log = $1 and kind = $2 order by first_seq';
    const rows = await this.#sql.query<{ first_seq: string; last_seq: string }>(text, [log, kind]);
    return rows.map((row) => ({ firstSeq: Number(row.first_seq), lastSeq: Number(row.last_seq) }));
  }

  async bucket(
    log: LogName,
    kind: TagRun['kind'],
    bucket: number,
    within?: SeqRange,
  ): Promise<{ firstSeq: number; bytes: Uint8Array }[]> {
    const found = await this.buckets(log, kind, [bucket], within);
    return found.map(({ firstSeq, bytes }) => ({ firstSeq, bytes }));
  }

  async buckets(
    log: LogName,
    kind: TagRun['kind'],
    buckets: readonly number[],
    within?: SeqRange,
  ): Promise<{ firstSeq: number; bucket: number; bytes: Uint8Array }[]> {
    const text = `select first_seq, b.bucket, b.bytes from tag_bucket b join tag_run r using (log, kind, first_seq)
      where log = $1 and kind = $2 and bucket = any($3::smallint[]) and ($4::bigint is null or r.last_seq >= $4)
      and ($5::bigint is null or first_seq <= $5) order by first_seq`;
    const values = [log, kind, buckets, within?.fromSeq ?? null, within?.toSeq ?? null];
    const rows = await this.#sql.query<{ first_seq: string; bucket: number; bytes: Buffer }>(text, values, PREPARED);
    return rows.map(({ first_seq, ...row }) => ({ firstSeq: Number(first_seq), ...row }));
  }

  async replaceBucket(
    log: LogName,
    kind: TagRun['kind'],
    { firstSeq, bucket }: { firstSeq: number; bucket: number },
    bytes: Uint8Array,
  ): Promise<void> {
    const text = 'update tag_bucket set bytes = $5 where log = $1 and kind = $2 and first_seq = $3 and bucket = $4';
    await this.#sql.query(text, [log, kind, firstSeq, bucket, asBuffer(bytes)]);
  }
}

async function insertRun(sql: Sql, { log, kind, firstSeq, lastSeq, buckets }: TagRun): Promise<void> {
  const full = buckets.flatMap((bytes, bucket) => (bytes.length === 0 ? [] : [{ bucket, bytes }]));
  const range = [log, kind, firstSeq, lastSeq];
  await sql.query('insert into tag_run (log, kind, first_seq, last_seq) values ($1, $2, $3, $4)', range);
  await sql.query(
    `insert into tag_bucket (log, kind, first_seq, bucket, bytes)
     select $1, $2, $3, bucket, bytes from unnest($4::smallint[], $5::bytea[]) as t (bucket, bytes)
     on conflict (log, kind, bucket, first_seq) do update set bytes = excluded.bytes`,
    [log, kind, firstSeq, full.map(({ bucket }) => bucket), full.map(({ bytes }) => asBuffer(bytes))],
  );
}
