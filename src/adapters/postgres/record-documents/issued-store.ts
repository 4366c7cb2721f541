import type { IssuedDocument, IssuedQuery, IssuedStore } from '../../../domain/issued-documents/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface IssuedRow {
  id: string;
  subject: string;
  content: string;
  body: string | null;
  seal: Buffer;
}

const MENDING = 'The entry document.issued has the digest of what left the house; put the row back from a backup.';

/** Issued documents in PostgreSQL, every row under a keyed hash. */
export class PostgresIssuedStore implements IssuedStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('issued_document', deps);
  }

  async insertIssued(document: IssuedDocument, body: string | null): Promise<void> {
    const { id, subject } = document;
    const content = JSON.stringify(document);
    await this.#sql.query(
      'insert into issued_document (id, subject, content, body, seal) values ($1, $2, $3, $4, $5)',
      [id, subject, content, body, this.#seal.of({ id, subject, content, body })],
    );
  }

  async issued(id: string) {
    const text = 'select id::text, subject, content, body, seal from issued_document where id = $1';
    const [row] = await this.#sql.query<IssuedRow>(text, [id]);
    return row === undefined ? null : { document: this.#read(row), text: row.body };
  }

  async listIssued({ subject, before, limit }: IssuedQuery): Promise<IssuedDocument[]> {
    const rows = await this.#sql.query<IssuedRow>(
      `select id::text, subject, content, body, seal from issued_document
        where ($1::text is null or subject = $1)
          and ($2::uuid is null or number < (select number from issued_document where id = $2))
        order by number desc limit $3`,
      [subject, before, limit],
    );
    return rows.map((row) => this.#read(row));
  }

  #read({ id, subject, content, body, seal }: IssuedRow): IssuedDocument {
    if (!this.#seal.isOwn({ id, subject, content, body }, seal)) throw foreignRow(`the issued document ${id}`, MENDING);
    return JSON.parse(content) as IssuedDocument;
  }
}
