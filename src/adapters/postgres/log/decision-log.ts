import type {
  BatchColumns,
  BatchIds,
  BatchKind,
  Commit,
  DecisionLog,
  DecisionRef,
  IdempotentAnswer,
  IntegrityEvent,
  LeafRange,
  LogName,
  LogSize,
  SealedBatch,
} from '../../../domain/log/ports/index.js';
import { positionOf } from '../../../domain/log/read/index.js';
import { storeError } from '../engine/fail.js';
import { PREPARED, type Sql } from '../engine/sql-access.js';
import type { Writer } from '../engine/writer.js';
import type { AnswerTable } from './answer-table.js';
import { appendStatement, idAtPlace, MAX_BATCHES } from './append.js';
import { asBuffer } from './as-buffer.js';
import type { IntegrityEventTable } from './integrity-event-table.js';
import { JoinedCommits } from './joined-commits.js';

const SELECT_BATCH = `select b.log, b.seq, b.kind, b.first_index, b.n, b.received_at, b.ids, b.leaves, b.page, b.slot, b.sealed, b.erased,
  v.page as v_page, v.slot as v_slot, v.sealed as v_sealed
  from batch b left join attribute_vault v on v.log = b.log and v.seq = b.seq`;

/** Number of batches whose ids are read at once: 500 batches of 500 ids are 4 MB. */
const IDS_PAGE = 500;

interface BatchRow {
  log: LogName;
  seq: string;
  kind: BatchKind;
  first_index: string;
  n: number;
  received_at: string;
  ids: Buffer;
  leaves: Buffer;
  page: string;
  slot: number;
  sealed: Buffer;
  erased: Buffer | null;
  v_page: string | null;
  v_slot: number | null;
  v_sealed: Buffer | null;
}

/** What is stored with records beside the log. */
interface Notes {
  readonly answers: AnswerTable;
  readonly integrityEvents: IntegrityEventTable;
}

/** Stores the log of sealed batches in PostgreSQL. */
export class PostgresDecisionLog implements DecisionLog {
  readonly #sql: Sql;
  readonly #writer: Writer;
  readonly #notes: Notes;
  readonly #joined = new JoinedCommits(MAX_BATCHES, (commit) => this.#write(commit));

  constructor(sql: Sql, writer: Writer, notes: Notes) {
    this.#sql = sql;
    this.#writer = writer;
    this.#notes = notes;
  }

  /** Reads the size over the writer, so that a commit of unknown fate is decided: the connection that made it is gone. */
  async size(log: LogName): Promise<LogSize> {
    const text = 'select seq, first_index, n from batch where log = $1 order by seq desc limit 1';
    const rows = await this.#writer.query<{ seq: string; first_index: string; n: number }>(
      { text, values: [log] },
      'reading the end of the log',
    );
    const last = rows[0];
    if (last === undefined) return { nextSeq: 0, size: 0 };
    return { nextSeq: Number(last.seq) + 1, size: Number(last.first_index) + last.n };
  }

  async append(commit: Commit): Promise<void> {
    if (commit.batches.length > MAX_BATCHES) {
      const what = `a commit holds ${commit.batches.length} batches`;
      throw storeError('INVALID_ARGUMENT', what, `At most ${MAX_BATCHES}.`);
    }
    if (commit.batches.length + commit.answers.length + commit.integrityEvents.length === 0) return;
    await this.#joined.add(commit);
  }

  async #write(commit: Commit): Promise<void> {
    const { answers, integrityEvents: events } = this.#notes;
    const integrityEvents = await events.prepare(commit.integrityEvents);
    try {
      const statement = appendStatement({ ...commit, answers: answers.prepare(commit.answers), integrityEvents });
      await this.#writer.query(statement, 'committing records');
    } catch (cause) {
      events.inDoubt();
      throw cause;
    }
    events.committed(integrityEvents);
  }

  async read(log: LogName, seq: number): Promise<SealedBatch | null> {
    const text = `${SELECT_BATCH} where b.log = $1 and b.seq = $2`;
    const rows = await this.#sql.query<BatchRow>(text, [log, seq], PREPARED);
    return rows[0] === undefined ? null : toBatch(rows[0]);
  }

  async readFrom(log: LogName, seq: number, limit: number): Promise<SealedBatch[]> {
    const text = `${SELECT_BATCH} where b.log = $1 and b.seq >= $2 order by b.seq limit $3`;
    return (await this.#sql.query<BatchRow>(text, [log, seq, limit])).map(toBatch);
  }

  async readAt(log: LogName, index: number): Promise<SealedBatch | null> {
    const text = `${SELECT_BATCH} where b.log = $1 and b.first_index <= $2 order by b.first_index desc limit 1`;
    const row = (await this.#sql.query<BatchRow>(text, [log, index]))[0];
    if (row === undefined || index >= Number(row.first_index) + row.n) return null;
    return toBatch(row);
  }

  async leavesFrom(log: LogName, index: number, limit: number): Promise<LeafRange[]> {
    const text = `select seq, first_index, leaves from batch
      where log = $1 and first_index >= coalesce((select max(first_index) from batch where log = $1 and first_index <= $2), 0)
      order by first_index limit $3`;
    const rows = await this.#sql.query<{ seq: string; first_index: string; leaves: Buffer }>(text, [log, index, limit]);
    return rows.map((row) => ({ seq: Number(row.seq), firstIndex: Number(row.first_index), leaves: row.leaves }));
  }

  async *idsSince(log: LogName, receivedAtMs: number): AsyncIterable<BatchIds> {
    const text = `select seq, ids, received_at from batch where log = $1 and kind = 'decision' and seq >= $2 and received_at >= $3
      order by seq limit ${IDS_PAGE}`;
    const firstText = 'select min(seq) as seq from batch where log = $1 and received_at >= $2';
    const first = await this.#sql.query<{ seq: string | null }>(firstText, [log, receivedAtMs]);
    let seq = Number(first[0]?.seq ?? 0);
    for (;;) {
      const rows = await this.#sql.query<{ seq: string; ids: Buffer; received_at: string }>(text, [
        log,
        seq,
        receivedAtMs,
      ]);
      for (const row of rows) yield { seq: Number(row.seq), ids: row.ids, receivedAtMs: Number(row.received_at) };
      if (rows.length < IDS_PAGE) return;
      seq = Number(rows.at(-1)!.seq) + 1;
    }
  }

  async replaceParts(batch: SealedBatch, expected: SealedBatch): Promise<boolean> {
    return this.#sql.transaction(async (sql) => {
      const replaced = await sql.query(
        `update batch set page = $3, slot = $4, sealed = $5, erased = $8
         where log = $1 and seq = $2 and page = $6 and slot = $7 returning 1`,
        [
          batch.log,
          batch.seq,
          batch.payload.page,
          batch.payload.slot,
          asBuffer(batch.payload.bytes),
          expected.payload.page,
          expected.payload.slot,
          batch.erased === null ? null : asBuffer(batch.erased),
        ],
      );
      if (replaced.length === 0) return false;
      if (batch.attributes === null) {
        await sql.query('delete from attribute_vault where log = $1 and seq = $2', [batch.log, batch.seq]);
      } else {
        const { page, slot, bytes } = batch.attributes;
        const text = 'update attribute_vault set page = $3, slot = $4, sealed = $5 where log = $1 and seq = $2';
        await sql.query(text, [batch.log, batch.seq, page, slot, asBuffer(bytes)]);
      }
      return true;
    });
  }

  async eventAt(log: LogName, id: Uint8Array, fromSeq: number): Promise<number | null> {
    const text = `select first_index, ids from batch
      where log = $1 and seq >= $2 and kind = 'event' and position($3 in ids) > 0 order by seq`;
    const rows = await this.#sql.query<{ first_index: string; ids: Buffer }>(text, [log, fromSeq, asBuffer(id)]);
    for (const { first_index, ids } of rows) {
      const position = positionOf({ ids, n: ids.length / id.length }, id);
      if (position >= 0) return Number(first_index) + position;
    }
    return null;
  }

  async *eventIds(log: LogName, fromSeq: number): AsyncIterable<Pick<SealedBatch, 'seq' | 'ids'>> {
    const text = `select seq, ids from batch where log = $1 and seq >= $2 and kind = 'event' order by seq limit ${IDS_PAGE}`;
    for (let seq = fromSeq; ; ) {
      const rows = await this.#sql.query<{ seq: string; ids: Buffer }>(text, [log, seq]);
      for (const row of rows) yield { seq: Number(row.seq), ids: row.ids };
      if (rows.length < IDS_PAGE) return;
      seq = Number(rows.at(-1)!.seq) + 1;
    }
  }

  async refsOf(log: LogName, decision: Uint8Array): Promise<{ kind: BatchKind; seq: number; position: number }[]> {
    const text = 'select kind, seq, position from decision_ref where log = $1 and decision = $2 order by seq, position';
    const rows = await this.#sql.query<{ kind: BatchKind; seq: string; position: number }>(text, [
      log,
      asBuffer(decision),
    ]);
    return rows.map(({ kind, seq, position }) => ({ kind, seq: Number(seq), position }));
  }

  /** Looks each decision up in the index, whatever the planner believes of the table; a join read the whole table. */
  async refsOfAll(log: LogName, decisions: readonly Uint8Array[]): Promise<DecisionRef[]> {
    const text = `select r.decision, r.kind, r.seq, r.position from generate_series(0, $3::integer - 1) as e (place)
      cross join lateral (select decision, kind, seq, position from decision_ref
        where log = $1 and decision = ${idAtPlace('$2::bytea', 'e.place')} offset 0) r`;
    const values = [log, Buffer.concat(decisions), decisions.length];
    const rows = await this.#sql.query<{ decision: Buffer; kind: BatchKind; seq: string; position: number }>(
      text,
      values,
    );
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
  }

  async columnsOf(log: LogName, seqs: readonly number[]): Promise<BatchColumns[]> {
    const text = `select seq, n, ids from batch where log = $1 and seq = any($2::bigint[]) and kind = 'decision'`;
    const rows = await this.#sql.query<{ seq: string; n: number; ids: Buffer }>(text, [log, seqs]);
    return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
  }

  async erasedOf(log: LogName, seqs: readonly number[]): Promise<Pick<SealedBatch, 'seq' | 'erased'>[]> {
    const text = 'select seq, erased from batch where log = $1 and seq = any($2::bigint[])';
    const rows = await this.#sql.query<{ seq: string; erased: Buffer | null }>(text, [log, seqs]);
    return rows.map(({ seq, erased }) => ({ seq: Number(seq), erased }));
  }

  async countRefs({
    log,
    seq,
    kind,
    n,
    ids,
  }: Pick<SealedBatch, 'log' | 'seq' | 'kind' | 'n' | 'ids'>): Promise<number> {
    const text = `select count(*) as n from generate_series(0, $5::integer - 1) as e (place)
      cross join lateral (select 1 from decision_ref where log = $1 and decision = ${idAtPlace('$4::bytea', 'e.place')}
        and seq = $2 and position = e.place and kind = $3 offset 0) r`;
    const [row] = await this.#sql.query<{ n: string }>(text, [log, seq, kind, asBuffer(ids), n]);
    return Number(row!.n);
  }

  async countRefsBefore(log: LogName, seq: number): Promise<number> {
    const text = 'select count(*) as n from decision_ref where log = $1 and seq < $2';
    const [row] = await this.#sql.query<{ n: string }>(text, [log, seq]);
    return Number(row!.n);
  }

  idempotentAnswer(scope: string, key: string): Promise<IdempotentAnswer | null> {
    return this.#notes.answers.find(scope, key);
  }

  async answerKeysSince(receivedAtMs: number): Promise<{ scope: string; key: string }[]> {
    return this.#sql.query("select scope, key from kept_answer where received_at >= $1 and answer <> ''", [
      receivedAtMs,
    ]);
  }

  async dropAnswersBefore(receivedAtMs: number): Promise<void> {
    await this.#sql.query('delete from kept_answer where received_at < $1', [receivedAtMs]);
  }

  integrityEvents(log: LogName, limit: number): Promise<IntegrityEvent[]> {
    return this.#notes.integrityEvents.newest(log, limit);
  }

  integrityEventsOf(log: LogName, decisions: readonly Uint8Array[]): Promise<IntegrityEvent[]> {
    return this.#notes.integrityEvents.about(log, decisions);
  }

  foreignIntegrityEvent(log: LogName): Promise<string | null> {
    return this.#notes.integrityEvents.foreign(log);
  }

  forgetDigests(log: LogName, decisions: readonly Uint8Array[]): Promise<void> {
    return this.#notes.integrityEvents.forgetDigests(log, decisions);
  }
}

function toBatch(row: BatchRow): SealedBatch {
  const attributes =
    row.v_sealed === null ? null : { page: Number(row.v_page), slot: Number(row.v_slot), bytes: row.v_sealed };
  return {
    log: row.log,
    seq: Number(row.seq),
    kind: row.kind,
    firstIndex: Number(row.first_index),
    n: row.n,
    receivedAtMs: Number(row.received_at),
    ids: row.ids,
    leaves: row.leaves,
    payload: { page: Number(row.page), slot: row.slot, bytes: row.sealed },
    attributes,
    erased: row.erased,
  };
}
