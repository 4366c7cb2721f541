import { encodeHex } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { isUuid } from '../../../core/base/uuid.js';
import type { NoticeLink, NoticeRecord, NoticeSession, StoredNotice } from '../../../domain/notices/model/index.js';
import type { NoticeStore } from '../../../domain/notices/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface NoticeColumns {
  id: string;
  decision: string;
  content: string;
  draft: Buffer | null;
  seal: Buffer;
}

interface LinkColumns {
  hash: string;
  notice: string;
  content: string;
  seal: Buffer;
}

interface SessionColumns {
  hash: string;
  notice: string;
  began_at: string;
  seen_at: string;
  mandate: string | null;
  seal: Buffer;
}

const MENDING = 'The log holds an entry of every notice and of every link; make a new link for the person.';

/** Notices in PostgreSQL. Every row stands under a keyed hash, so that nobody with the database alone makes a link or opens a notice. */
export class PostgresNoticeStore implements NoticeStore {
  readonly #sql: Sql;
  readonly #notices: RowSeal;
  readonly #links: RowSeal;
  readonly #sessions: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#notices = new RowSeal('notice', deps);
    this.#links = new RowSeal('notice_link', deps);
    this.#sessions = new RowSeal('notice_session', deps);
  }

  async insert(stored: StoredNotice): Promise<void> {
    await this.#write('insert into notice (id, decision, content, draft, seal) values ($1, $2, $3, $4, $5)', stored);
  }

  async save(stored: StoredNotice): Promise<void> {
    await this.#write('update notice set decision = $2, content = $3, draft = $4, seal = $5 where id = $1', stored);
  }

  find(id: string): Promise<StoredNotice | null> {
    return this.#one('select * from notice where id = $1', id);
  }

  lock(id: string): Promise<StoredNotice | null> {
    return this.#one('select * from notice where id = $1 for update', id);
  }

  async ofDecision(decision: string): Promise<StoredNotice[]> {
    const rows = await this.#sql.query<NoticeColumns>('select * from notice where decision = $1', [decision]);
    return rows.map((row) => this.#read(row)).toSorted((a, b) => a.record.madeAtMs - b.record.madeAtMs);
  }

  async countOf(decision: string): Promise<number> {
    const text = 'select count(*)::integer as n from notice where decision = $1';
    return (await this.#sql.query<{ n: number }>(text, [decision]))[0]!.n;
  }

  async insertLink(link: NoticeLink): Promise<void> {
    const text = 'insert into notice_link (hash, notice, content, seal) values ($1, $2, $3, $4)';
    await this.#sql.query(text, this.#linkValues(link));
  }

  link(hash: string): Promise<NoticeLink | null> {
    return this.#oneLink('select hash, notice, content, seal from notice_link where hash = $1', hash);
  }

  lockLink(hash: string): Promise<NoticeLink | null> {
    return this.#oneLink('select hash, notice, content, seal from notice_link where hash = $1 for update', hash);
  }

  async endLink(link: NoticeLink, atMs: number): Promise<void> {
    const text = 'update notice_link set notice = $2, content = $3, seal = $4 where hash = $1';
    await this.#sql.query(text, this.#linkValues({ ...link, endedAtMs: atMs }));
  }

  async links(notice: string): Promise<NoticeLink[]> {
    if (!isUuid(notice)) return [];
    const text = 'select hash, notice, content, seal from notice_link where notice = $1 order by number';
    return (await this.#sql.query<LinkColumns>(text, [notice])).map((row) => this.#readLink(row));
  }

  async removeOldLinks(notice: string, kept: number): Promise<void> {
    const text = `delete from notice_link where notice = $1 and content::jsonb ->> 'endedAtMs' is not null and number <=
      (select number from notice_link where notice = $1 order by number desc offset $2 limit 1)`;
    await this.#sql.query(text, [notice, kept]);
  }

  async insertSession(session: NoticeSession): Promise<void> {
    const text = `insert into notice_session (hash, notice, began_at, seen_at, mandate, seal)
      values ($1, $2, $3, $4, $5, $6)`;
    await this.#sql.query(text, this.#sessionValues(session));
  }

  async session(hash: string): Promise<NoticeSession | null> {
    const [row] = await this.#sql.query<SessionColumns>('select * from notice_session where hash = $1', [hash]);
    if (row === undefined) return null;
    const { notice, began_at, seen_at, mandate, seal } = row;
    const own = sessionRow({ hash, notice, began_at, seen_at }, mandate);
    if (!this.#sessions.isOwn(own, seal)) throw foreignRow('an open notice', MENDING);
    return { hash, notice, beganAtMs: Number(began_at), seenAtMs: Number(seen_at), mandate };
  }

  async saveSeen(session: NoticeSession): Promise<void> {
    const text = `update notice_session set notice = $2, began_at = $3, seen_at = $4, mandate = $5, seal = $6
      where hash = $1`;
    await this.#sql.query(text, this.#sessionValues(session));
  }

  async endSession(hash: string): Promise<void> {
    await this.#sql.query('delete from notice_session where hash = $1', [hash]);
  }

  async endSessionsOf(notice: string): Promise<void> {
    await this.#sql.query('delete from notice_session where notice = $1', [notice]);
  }

  async endSessionsBy(mandate: string): Promise<void> {
    await this.#sql.query('delete from notice_session where mandate = $1', [mandate]);
  }

  async removeSessions(beganBeforeMs: number): Promise<void> {
    await this.#sql.query('delete from notice_session where began_at < $1', [beganBeforeMs]);
  }

  async #write(text: string, { record, draft }: StoredNotice): Promise<void> {
    const { id, decision } = record;
    const content = JSON.stringify(record);
    const columns = { id, decision, content, draft: digestOf(draft) };
    const bytes = draft === null ? null : asBuffer(draft);
    await this.#sql.query(text, [id, decision, content, bytes, this.#notices.of(columns)]);
  }

  async #one(text: string, id: string): Promise<StoredNotice | null> {
    const [row] = isUuid(id) ? await this.#sql.query<NoticeColumns>(text, [id]) : [];
    return row === undefined ? null : this.#read(row);
  }

  #read({ id, decision, content, draft, seal }: NoticeColumns): StoredNotice {
    if (!this.#notices.isOwn({ id, decision, content, draft: digestOf(draft) }, seal))
      throw foreignRow(`the notice ${id}`, MENDING);
    return { record: JSON.parse(content) as NoticeRecord, draft };
  }

  async #oneLink(text: string, hash: string): Promise<NoticeLink | null> {
    const [row] = await this.#sql.query<LinkColumns>(text, [hash]);
    return row === undefined ? null : this.#readLink(row);
  }

  #linkValues(link: NoticeLink): unknown[] {
    const { hash, notice } = link;
    const content = JSON.stringify(link);
    return [hash, notice, content, this.#links.of({ hash, notice, content })];
  }

  #readLink({ hash, notice, content, seal }: LinkColumns): NoticeLink {
    if (this.#links.isOwn({ hash, notice, content }, seal)) return JSON.parse(content) as NoticeLink;
    throw foreignRow(`a link of the notice ${notice}`, MENDING);
  }

  #sessionValues({ hash, notice, beganAtMs, seenAtMs, mandate }: NoticeSession): unknown[] {
    const columns = { hash, notice, began_at: String(beganAtMs), seen_at: String(seenAtMs) };
    return [...Object.values(columns), mandate, this.#sessions.of(sessionRow(columns, mandate))];
  }
}

/** What the keyed hash of a session covers; without a mandate it is as it was before there were any, so that open notices stay open. */
const sessionRow = (columns: Readonly<Record<string, string>>, mandate: string | null) =>
  mandate === null ? columns : { ...columns, mandate };

const digestOf = (draft: Uint8Array | null): string | null => (draft === null ? null : encodeHex(sha256(draft)));
