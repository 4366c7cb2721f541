import { encodeHex } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { isUuid } from '../../../core/base/uuid.js';
import type {
  MessageRecord,
  MessageWay,
  StoredAddress,
  StoredMessage,
} from '../../../domain/person-messages/model/index.js';
import type { PersonMessageStore } from '../../../domain/person-messages/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface AddressColumns {
  notice: string;
  decision: string;
  way: string;
  language: string;
  address: Buffer;
  seal: Buffer;
}

interface MessageColumns {
  id: string;
  notice: string;
  decision: string;
  state: string;
  next_at: string;
  record: string;
  content: Buffer | null;
  seal: Buffer;
}

const MENDING = 'The log holds an entry of every message that was sent or given up; tell the person otherwise.';

/** Messages to people in PostgreSQL. Every row stands under a keyed hash, so that nobody with the database alone sends one or leads one elsewhere. */
export class PostgresPersonMessageStore implements PersonMessageStore {
  readonly #sql: Sql;
  readonly #addresses: RowSeal;
  readonly #messages: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#addresses = new RowSeal('person_address', deps);
    this.#messages = new RowSeal('person_message', deps);
  }

  async saveAddress({ notice, decision, by: way, language, sealed }: StoredAddress): Promise<void> {
    const seal = this.#addresses.of({ notice, decision, way, language, address: digestOf(sealed) });
    const text = `insert into person_address (notice, decision, way, language, address, seal) values ($1, $2, $3, $4, $5, $6)
      on conflict (notice) do update set decision = $2, way = $3, language = $4, address = $5, seal = $6`;
    await this.#sql.query(text, [notice, decision, way, language, asBuffer(sealed), seal]);
  }

  async addressOf(decision: string): Promise<StoredAddress | null> {
    const text = 'select * from person_address where decision = $1 order by number desc limit 1';
    const [row] = isUuid(decision) ? await this.#sql.query<AddressColumns>(text, [decision]) : [];
    if (row === undefined) return null;
    const { notice, way, language, address, seal } = row;
    if (!this.#addresses.isOwn({ notice, decision: row.decision, way, language, address: digestOf(address) }, seal))
      throw foreignRow(`the address of the notice ${notice}`, MENDING);
    return { notice, decision: row.decision, by: way as MessageWay, language, sealed: address };
  }

  async add(message: StoredMessage): Promise<void> {
    const text = `insert into person_message (id, notice, decision, state, next_at, record, content, seal)
      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`;
    await this.#sql.query(text, this.#values(message));
  }

  async save(message: StoredMessage): Promise<void> {
    const text = `update person_message set notice = $2, decision = $3, state = $4, next_at = $5, record = $6, content = $7, seal = $8
      where id = $1`;
    await this.#sql.query(text, this.#values(message));
  }

  async remove(id: string): Promise<void> {
    await this.#sql.query('delete from person_message where id = $1', [id]);
  }

  find(id: string): Promise<StoredMessage | null> {
    return this.#one('select * from person_message where id = $1', id);
  }

  lock(id: string): Promise<StoredMessage | null> {
    return this.#one('select * from person_message where id = $1 for update', id);
  }

  async due(nowMs: number, limit: number): ReturnType<PersonMessageStore['due']> {
    const text = `select * from person_message where state = 'waiting' and next_at <= $1 order by next_at, number limit $2`;
    const rows = await this.#sql.query<MessageColumns>(text, [nowMs, limit]);
    // One row that is not ours keeps no other message from being sent.
    return {
      messages: rows.filter((row) => this.#isOwn(row)).map(messageOf),
      changed: rows.filter((row) => !this.#isOwn(row)).map(({ id }) => id),
    };
  }

  async setAside(ids: readonly string[]): Promise<void> {
    const text = `update person_message set state = 'failed' where id = any($1::uuid[]) and state = 'waiting'`;
    await this.#sql.query(text, [ids]);
  }

  async ofNotice(notice: string): Promise<StoredMessage[]> {
    if (!isUuid(notice)) return [];
    const text = 'select * from person_message where notice = $1 order by number';
    return (await this.#sql.query<MessageColumns>(text, [notice])).map((row) => this.#read(row));
  }

  async counts(): ReturnType<PersonMessageStore['counts']> {
    const text = `select (select count(*)::integer from person_message where state = 'waiting') as waiting,
      (select count(*)::integer from person_message where state = 'failed') as failed`;
    return (await this.#sql.query<{ waiting: number; failed: number }>(text))[0]!;
  }

  async decisions(after: string | null, limit: number): Promise<string[]> {
    const text = `select decision from (select decision from person_address union select decision from person_message) as known
      where $1::uuid is null or decision > $1 order by decision limit $2`;
    return (await this.#sql.query<{ decision: string }>(text, [after, limit])).map((row) => row.decision);
  }

  async among(decisions: readonly string[]): Promise<string[]> {
    const text = `select decision from person_message where decision = any($1::uuid[])
      union select decision from person_address where decision = any($1::uuid[])`;
    return (await this.#sql.query<{ decision: string }>(text, [decisions])).map(({ decision }) => decision);
  }

  async idsAbout(decision: string): Promise<string[]> {
    const text = 'select id from person_message where decision = $1';
    return (await this.#sql.query<{ id: string }>(text, [decision])).map(({ id }) => id);
  }

  async removeOf(decision: string): Promise<number> {
    let removed = 0;
    for (const table of ['person_address', 'person_message'])
      removed += (await this.#sql.query(`delete from ${table} where decision = $1 returning 1 as n`, [decision]))
        .length;
    return removed;
  }

  async #one(text: string, id: string): Promise<StoredMessage | null> {
    const [row] = isUuid(id) ? await this.#sql.query<MessageColumns>(text, [id]) : [];
    return row === undefined ? null : this.#read(row);
  }

  #values({ record, sealed }: StoredMessage): unknown[] {
    const { id, notice, decision, state, nextAtMs } = record;
    const columns = { id, notice, decision, state, next_at: String(nextAtMs), record: JSON.stringify(record) };
    const seal = this.#messages.of({ ...columns, content: digestOf(sealed) });
    return [...Object.values(columns), sealed === null ? null : asBuffer(sealed), seal];
  }

  #isOwn({ id, notice, decision, state, next_at, record, content, seal }: MessageColumns): boolean {
    return this.#messages.isOwn({ id, notice, decision, state, next_at, record, content: digestOf(content) }, seal);
  }

  #read(row: MessageColumns): StoredMessage {
    if (!this.#isOwn(row)) throw foreignRow(`the message ${row.id} to a person`, MENDING);
    return messageOf(row);
  }
}

const messageOf = ({ record, content }: MessageColumns): StoredMessage => ({
  record: JSON.parse(record) as MessageRecord,
  sealed: content,
});

const digestOf = (bytes: Uint8Array | null): string | null => (bytes === null ? null : encodeHex(sha256(bytes)));
