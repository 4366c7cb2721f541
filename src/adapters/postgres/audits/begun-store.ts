import type { AskedAudit, BegunAudit, BegunStore } from '../../../domain/audits/recorded/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

const MENDING = 'Begin the audit anew; the log holds every one that was made.';

interface Row {
  id: string;
  content: string;
  seal: Buffer;
}

/** Audits that were begun, in PostgreSQL. What a row says, and what was asked, stand under keyed hashes. */
export class PostgresBegunStore implements BegunStore {
  readonly #sql: Sql;
  readonly #runs: RowSeal;
  readonly #asked: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#runs = new RowSeal('audit_begun', deps);
    this.#asked = new RowSeal('audit_asked', deps);
  }

  async add(run: BegunAudit, wanted: AskedAudit): Promise<void> {
    const [content, asked] = [JSON.stringify(run), JSON.stringify(wanted)];
    const { id } = run;
    await this.#sql.query(
      'insert into audit_begun (id, content, seal, asked, asked_seal) values ($1, $2, $3, $4, $5)',
      [id, content, this.#runs.of({ id, content }), asked, this.#asked.of({ id, asked })],
    );
  }

  async save(run: BegunAudit): Promise<void> {
    const { id } = run;
    const content = JSON.stringify(run);
    const seal = this.#runs.of({ id, content });
    await this.#sql.query('update audit_begun set content = $2, seal = $3 where id = $1', [id, content, seal]);
  }

  async all(): Promise<{ readonly runs: readonly BegunAudit[]; readonly foreign: readonly Error[] }> {
    const rows = await this.#sql.query<Row>('select id, content, seal from audit_begun order by id');
    const isOwn = ({ id, content, seal }: Row): boolean => this.#runs.isOwn({ id, content }, seal);
    return {
      runs: rows.filter(isOwn).map(({ content }) => JSON.parse(content) as BegunAudit),
      foreign: rows.filter((row) => !isOwn(row)).map(({ id }) => foreignRow(`the audit ${id} that was begun`, MENDING)),
    };
  }

  async asked(id: string): Promise<AskedAudit | null> {
    const text = 'select asked, asked_seal from audit_begun where id = $1';
    const [row] = await this.#sql.query<{ asked: string; asked_seal: Buffer }>(text, [id]);
    if (row === undefined) return null;
    if (this.#asked.isOwn({ id, asked: row.asked }, row.asked_seal)) return JSON.parse(row.asked) as AskedAudit;
    throw foreignRow(`the audit ${id} that was begun`, MENDING);
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.#sql.query('delete from audit_begun where id = any($1::uuid[])', [[...ids]]);
  }
}
