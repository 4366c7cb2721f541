import { joinEntries } from '../../../domain/control-records/index.js';
import type {
  ControlRecordStore,
  EntryIndexStore,
  KeptRecord,
  RecordQuery,
} from '../../../domain/control-records/ports/index.js';
import type { EntryFact } from '../../../domain/controls/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface RecordRow {
  id: string;
  system: string;
  kind: string;
  content: string;
  seal: Buffer;
}

interface EntryRow {
  type: string;
  about: string;
  content: string;
  seal: Buffer;
}

/**
 * A record as jsonb, which has no NUL and no half of a character: the cast of one such record would fail, and with it every control of its system.
 * What it says is read by its kind, its control and its questions alone, and the row itself is given back as it is. JSON.stringify writes both as
 * escapes; an escape after a backslash that is itself escaped is plain text.
 */
const AS_JSONB = String.raw`(case when strpos(content, '\u') = 0 then content
  else regexp_replace(content, '(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})', '\1\\ufffd', 'g') end)::jsonb`;

/** A record stands as long as no later one says something of the same: its kind, its control, or one of its questions. */
const STANDING = `
with own as materialized (
  select id, number, kind, ${AS_JSONB} -> 'body' as body from control_record
  where system = $1 and kind <> 'import' and (${AS_JSONB} ->> 'atMs')::numeric <= $2::numeric
), said as (
  select id, number, kind, '' as what from own where kind <> 'statement'
  union all select id, number, kind, body ->> 'control' from own where kind = 'statement'
  union all select id, number, kind, answer from own, jsonb_object_keys(body -> 'answers') as answer where kind = 'profile'
)
select id, system, kind, content, seal from control_record
where id in (select distinct on (kind, what) id from said order by kind, what, number desc)
order by number desc`;

/** Records about systems in PostgreSQL, every row under a keyed hash. */
export class PostgresControlRecordStore implements ControlRecordStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('control_record', deps);
  }

  async insert(record: KeptRecord): Promise<void> {
    const { id, system, kind } = record;
    const content = JSON.stringify(record);
    await this.#sql.query('insert into control_record (id, system, kind, content, seal) values ($1, $2, $3, $4, $5)', [
      id,
      system,
      kind,
      content,
      this.#seal.of({ id, system, kind, content }),
    ]);
  }

  async find(id: string): Promise<KeptRecord | null> {
    const [row] = await this.#sql.query<RecordRow>(
      'select id, system, kind, content, seal from control_record where id = $1',
      [id],
    );
    return row === undefined ? null : this.#read(row);
  }

  async list({ system, kind, before, limit }: RecordQuery): Promise<KeptRecord[]> {
    const text = `select id, system, kind, content, seal from control_record
      where system = $1 and ($2::text is null or kind = $2)
      and ($3::uuid is null or number < (select number from control_record where id = $3::uuid))
      order by number desc limit $4`;
    const rows = await this.#sql.query<RecordRow>(text, [system, kind ?? null, before, limit]);
    return rows.map((row) => this.#read(row));
  }

  async standing(system: string, atMs: number): Promise<KeptRecord[]> {
    const rows = await this.#sql.query<RecordRow>(STANDING, [system, atMs]);
    return rows.map((row) => this.#read(row));
  }

  #read({ id, system, kind, content, seal }: RecordRow): KeptRecord {
    if (!this.#seal.isOwn({ id, system, kind, content }, seal))
      throw foreignRow(`the record ${id}`, 'The entry control.recorded has the digest of what was kept; keep it anew.');
    return JSON.parse(content) as KeptRecord;
  }
}

/** Places of entries in PostgreSQL, every row under a keyed hash. */
export class PostgresEntryIndexStore implements EntryIndexStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('control_entry', deps);
  }

  async add(entries: readonly EntryFact[]): Promise<void> {
    const known = await this.about([...new Set(entries.map(({ about }) => about))]);
    const touched = new Set(entries.map(keyOf));
    const joined = joinEntries([...known.filter((one) => touched.has(keyOf(one))), ...entries]);
    const contents = joined.map((one) => JSON.stringify(one));
    await this.#sql.query(
      `insert into control_entry (type, about, content, seal)
        select * from unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
        on conflict (about, type) do update set content = excluded.content, seal = excluded.seal`,
      [
        joined.map(({ type }) => type),
        joined.map(({ about }) => about),
        contents,
        joined.map(({ type, about }, at) => this.#seal.of({ type, about, content: contents[at] })),
      ],
    );
  }

  async about(things: readonly string[]): Promise<EntryFact[]> {
    const rows = await this.#sql.query<EntryRow>(
      'select type, about, content, seal from control_entry where about = any($1::text[])',
      [things],
    );
    return rows
      .filter(({ type, about, content, seal }) => this.#seal.isOwn({ type, about, content }, seal))
      .map(({ content }) => JSON.parse(content) as EntryFact);
  }
}

const keyOf = ({ type, about }: EntryFact): string => JSON.stringify([type, about]);
