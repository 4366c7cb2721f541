import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErasedCount, SegmentRecord, SegmentStore } from '../../../domain/decisions/ports/index.js';
import { writeDurably } from '../../durable-files/index.js';
import type { Sql } from '../engine/sql-access.js';

interface SegmentRow {
  id: string;
  first_seq: string;
  last_seq: string;
  size: string;
  fingerprint: string;
  rows: string;
  late: string;
  from_hour: string | null;
  to_hour: string | null;
  erased: ErasedCount[];
  page: string;
  slot: number;
  created_at: string;
  seal: Buffer | null;
}

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

/** Stores descriptions of segments as rows in PostgreSQL, and the sealed segments as files in a folder. */
export class PostgresSegmentStore implements SegmentStore {
  readonly #sql: Sql;
  readonly #folder: string;

  constructor(sql: Sql, folder: string) {
    this.#sql = sql;
    this.#folder = folder;
  }

  async list(): Promise<SegmentRecord[]> {
    const rows = await this.#sql.query<SegmentRow>('select * from segment order by first_seq');
    return rows.map((row) => ({
      id: row.id,
      firstSeq: Number(row.first_seq),
      lastSeq: Number(row.last_seq),
      size: Number(row.size),
      fingerprint: row.fingerprint,
      rows: Number(row.rows),
      late: Number(row.late),
      fromHourMs: numberOrNull(row.from_hour),
      toHourMs: numberOrNull(row.to_hour),
      erased: row.erased,
      page: Number(row.page),
      slot: row.slot,
      createdAtMs: Number(row.created_at),
      seal: row.seal === null ? null : row.seal.toString('hex'),
    }));
  }

  async insert(record: SegmentRecord, sealed: Uint8Array): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeDurably(this.#path(record.id), sealed, { draft: join(this.#folder, `${randomUUID()}.new`) });
    const text = `insert into segment (id, first_seq, last_seq, size, fingerprint, rows, late, from_hour, to_hour, erased, page, slot, created_at, seal)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;
    const { id, firstSeq, lastSeq, size, fingerprint, rows, late, fromHourMs, toHourMs } = record;
    const { erased, page, slot, createdAtMs, seal } = record;
    await this.#sql.query(text, [
      ...[id, firstSeq, lastSeq, size, fingerprint, rows, late, fromHourMs, toHourMs],
      ...[JSON.stringify(erased), page, slot, createdAtMs, seal === null ? null : Buffer.from(seal, 'hex')],
    ]);
  }

  async read(id: string): Promise<Uint8Array | null> {
    try {
      return await readFile(this.#path(id));
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw cause;
    }
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#sql.query('delete from segment where id = any($1::uuid[])', [ids]);
    for (const id of ids) await rm(this.#path(id), { force: true });
  }

  async fingerprint(firstSeq: number, lastSeq: number): Promise<string> {
    const text = `select md5(string_agg(concat_ws('/', b.seq, b.page, b.slot, v.page, v.slot), ',' order by b.seq)) as value
      from batch b left join attribute_vault v on v.log = b.log and v.seq = b.seq
      where b.log = 'main' and b.seq between $1 and $2`;
    const [row] = await this.#sql.query<{ value: string | null }>(text, [firstSeq, lastSeq]);
    return row?.value ?? '';
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.segment`);
  }
}
