import type { ErasurePlan, ErasureRecord, ErasureStore, LegalHold } from '../../../domain/decisions/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';

interface ErasureRow {
  id: string;
  requested_at: string;
  subject_tag: Buffer | null;
  basis: string;
  requested_by: string;
  n_records: number;
  n_batches: number;
  epoch: number;
  status: ErasureRecord['status'];
  completed_at: string | null;
  entry_index: string | null;
  plan: ErasurePlan | null;
  untold: boolean;
}

interface HoldRow {
  id: string;
  subject_tag: Buffer;
  owner: string;
  reason: string;
  review_at: string;
  set_at: string;
  released_at: string | null;
}

/** Stores erasures and legal holds in PostgreSQL. */
export class PostgresErasureStore implements ErasureStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async insertErasure(erasure: ErasureRecord): Promise<void> {
    await this.#sql.query(
      `insert into erasure (id, requested_at, subject_tag, basis, requested_by, n_records, n_batches, epoch, status,
         completed_at, entry_index, plan, untold) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      erasureValues(erasure),
    );
  }

  async updateErasure(erasure: ErasureRecord): Promise<void> {
    const text = `update erasure set requested_at = $2, subject_tag = $3, basis = $4, requested_by = $5, n_records = $6,
      n_batches = $7, epoch = $8, status = $9, completed_at = $10, entry_index = $11, plan = $12, untold = $13 where id = $1`;
    await this.#sql.query(text, erasureValues(erasure));
  }

  async erasure(id: string): Promise<ErasureRecord | null> {
    const rows = await this.#sql.query<ErasureRow>('select * from erasure where id = $1', [id]);
    return rows[0] === undefined ? null : toErasure(rows[0]);
  }

  async erasures(status?: ErasureRecord['status']): Promise<ErasureRecord[]> {
    const text = 'select * from erasure where $1::text is null or status = $1 order by requested_at';
    return (await this.#sql.query<ErasureRow>(text, [status ?? null])).map(toErasure);
  }

  async insertHold(hold: LegalHold): Promise<void> {
    const text = `insert into legal_hold (id, subject_tag, owner, reason, review_at, set_at, released_at)
      values ($1, $2, $3, $4, $5, $6, $7)`;
    await this.#sql.query(text, holdValues(hold));
  }

  async updateHold(hold: LegalHold): Promise<void> {
    const text = `update legal_hold set subject_tag = $2, owner = $3, reason = $4, review_at = $5, set_at = $6, released_at = $7
      where id = $1`;
    await this.#sql.query(text, holdValues(hold));
  }

  async holds(subjectTag?: Uint8Array): Promise<LegalHold[]> {
    const text = 'select * from legal_hold where $1::bytea is null or subject_tag = $1 order by set_at';
    const tag = subjectTag === undefined ? null : asBuffer(subjectTag);
    return (await this.#sql.query<HoldRow>(text, [tag])).map(toHold);
  }
}

const erasureValues = (erasure: ErasureRecord): unknown[] => [
  erasure.id,
  erasure.requestedAtMs,
  erasure.subjectTag === null ? null : asBuffer(erasure.subjectTag),
  erasure.basis,
  erasure.requestedBy,
  erasure.nRecords,
  erasure.nBatches,
  erasure.epoch,
  erasure.status,
  erasure.completedAtMs,
  erasure.entryIndex,
  erasure.plan === null ? null : JSON.stringify(erasure.plan),
  erasure.isFinishedLater,
];

const holdValues = (hold: LegalHold): unknown[] => [
  hold.id,
  asBuffer(hold.subjectTag),
  hold.owner,
  hold.reason,
  hold.reviewAtMs,
  hold.setAtMs,
  hold.releasedAtMs,
];

const numberOrNull = (text: string | null): number | null => (text === null ? null : Number(text));

const toErasure = (row: ErasureRow): ErasureRecord => ({
  id: row.id,
  requestedAtMs: Number(row.requested_at),
  subjectTag: row.subject_tag === null ? null : new Uint8Array(row.subject_tag),
  basis: row.basis,
  requestedBy: row.requested_by,
  nRecords: row.n_records,
  nBatches: row.n_batches,
  epoch: row.epoch,
  status: row.status,
  completedAtMs: numberOrNull(row.completed_at),
  entryIndex: numberOrNull(row.entry_index),
  plan: row.plan,
  isFinishedLater: row.untold,
});

const toHold = (row: HoldRow): LegalHold => ({
  id: row.id,
  subjectTag: new Uint8Array(row.subject_tag),
  owner: row.owner,
  reason: row.reason,
  reviewAtMs: Number(row.review_at),
  setAtMs: Number(row.set_at),
  releasedAtMs: numberOrNull(row.released_at),
});
