import { encodeHex } from '../../../core/base/bytes.js';
import { sha256 } from '../../../core/base/sha256.js';
import { isUuid } from '../../../core/base/uuid.js';
import type { EvidenceRecord, StoredEvidence } from '../../../domain/evidence/model/index.js';
import type { EvidenceStore } from '../../../domain/evidence/ports/index.js';
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

const MENDING =
  'The log holds an entry of every file with its digest; restore the row from a backup, or ask for the file again.';
/** Everything but the content, which has up to ten megabytes. */
const HEAD = 'select id, decision, record, name, seal from evidence_file';

/** Files of people in PostgreSQL. The row stands under a keyed hash, and the record in it commits to the sealed content by its digest. */
export class PostgresEvidenceStore implements EvidenceStore {
  readonly #sql: Sql;
  readonly #rows: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#rows = new RowSeal('evidence_file', deps);
  }

  async insert({ record, name }: StoredEvidence, content: Uint8Array): Promise<void> {
    const text =
      'insert into evidence_file (id, decision, record, name, seal, content) values ($1, $2, $3, $4, $5, $6)';
    await this.#sql.query(text, [...this.#values({ record, name }), asBuffer(content)]);
  }

  async save(stored: StoredEvidence): Promise<void> {
    const text = 'update evidence_file set decision = $2, record = $3, name = $4, seal = $5 where id = $1';
    await this.#sql.query(text, this.#values(stored));
  }

  async remove(id: string): Promise<void> {
    await this.#sql.query('delete from evidence_file where id = $1', [id]);
  }

  async find(id: string): Promise<StoredEvidence | null> {
    const [row] = isUuid(id) ? await this.#sql.query<Columns>(`${HEAD} where id = $1`, [id]) : [];
    return row === undefined ? null : this.#read(row);
  }

  async content(id: string): Promise<Uint8Array | null> {
    const text = 'select content from evidence_file where id = $1';
    return (await this.#sql.query<{ content: Buffer }>(text, [id]))[0]?.content ?? null;
  }

  async ofDecision(decision: string): Promise<StoredEvidence[]> {
    if (!isUuid(decision)) return [];
    const rows = await this.#sql.query<Columns>(`${HEAD} where decision = $1 order by number`, [decision]);
    return rows.map((row) => this.#read(row));
  }

  async decisions(after: string | null, limit: number): Promise<string[]> {
    const text = `select distinct decision from evidence_file where $1::uuid is null or decision > $1
      order by decision limit $2`;
    return (await this.#sql.query<{ decision: string }>(text, [after, limit])).map((row) => row.decision);
  }

  async among(decisions: readonly string[]): Promise<string[]> {
    const text = `select distinct decision from evidence_file where decision = any($1::uuid[])`;
    return (await this.#sql.query<{ decision: string }>(text, [decisions])).map(({ decision }) => decision);
  }

  async removeOf(decision: string): Promise<number> {
    const text = 'delete from evidence_file where decision = $1 returning 1 as n';
    return (await this.#sql.query(text, [decision])).length;
  }

  #values({ record, name }: StoredEvidence): unknown[] {
    const { id, decision } = record;
    const content = JSON.stringify(record);
    const seal = this.#rows.of({ id, decision, record: content, name: digestOf(name) });
    return [id, decision, content, asBuffer(name), seal];
  }

  #read({ id, decision, record, name, seal }: Columns): StoredEvidence {
    if (!this.#rows.isOwn({ id, decision, record, name: digestOf(name) }, seal))
      throw foreignRow(`the file ${id} of a person`, MENDING);
    return { record: JSON.parse(record) as EvidenceRecord, name };
  }
}

const digestOf = (bytes: Uint8Array): string => encodeHex(sha256(bytes));
