import { encodeHex } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { isUuid } from '../../../core/base/uuid.js';
import type { Mandate, MandateStore, StoredMandate } from '../../../domain/mandates/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface Columns {
  id: string;
  decision: string;
  record: string;
  name: Buffer;
  seal: Buffer;
}

const MENDING = 'The log holds an entry of every mandate and of its end; give a new one.';

/** Mandates in PostgreSQL. Every row stands under a keyed hash, so that nobody with the database alone gives one or takes its end back. */
export class PostgresMandateStore implements MandateStore {
  readonly #sql: Sql;
  readonly #rows: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#rows = new RowSeal('mandate', deps);
  }

  async insert(stored: StoredMandate): Promise<void> {
    const text = 'insert into mandate (id, decision, record, name, seal) values ($1, $2, $3, $4, $5)';
    await this.#sql.query(text, this.#values(stored));
  }

  async save(stored: StoredMandate): Promise<void> {
    const text = 'update mandate set decision = $2, record = $3, name = $4, seal = $5 where id = $1';
    await this.#sql.query(text, this.#values(stored));
  }

  find(id: string): Promise<StoredMandate | null> {
    return this.#one('select * from mandate where id = $1', id);
  }

  lock(id: string): Promise<StoredMandate | null> {
    return this.#one('select * from mandate where id = $1 for update', id);
  }

  async ofDecision(decision: string): Promise<StoredMandate[]> {
    const text = 'select * from mandate where decision = $1 order by number';
    return (await this.#sql.query<Columns>(text, [decision])).map((row) => this.#read(row));
  }

  async #one(text: string, id: string): Promise<StoredMandate | null> {
    const [row] = isUuid(id) ? await this.#sql.query<Columns>(text, [id]) : [];
    return row === undefined ? null : this.#read(row);
  }

  #values({ mandate, name }: StoredMandate): unknown[] {
    const columns = { id: mandate.id, decision: mandate.decision, record: JSON.stringify(mandate) };
    return [...Object.values(columns), asBuffer(name), this.#rows.of({ ...columns, name: digestOf(name) })];
  }

  #read({ id, decision, record, name, seal }: Columns): StoredMandate {
    if (!this.#rows.isOwn({ id, decision, record, name: digestOf(name) }, seal))
      throw foreignRow(`the mandate ${id}`, MENDING);
    return { mandate: JSON.parse(record) as Mandate, name };
  }
}

const digestOf = (name: Uint8Array): string => encodeHex(sha256(name));
