import type {
  StatedThing,
  Statement,
  StatementStore,
} from '../../../domain/record-documents/statements/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface StatementRow {
  about: string;
  id: string;
  field: string;
  content: string;
  seal: Buffer;
}

const MENDING = 'The entry document.stated has the digest of what was said; have it said again.';

/** Statements in PostgreSQL, every row under a keyed hash. */
export class PostgresStatementStore implements StatementStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('document_statement', deps);
  }

  async insertStatement(statement: Statement): Promise<void> {
    const { about, id, field } = statement;
    const content = JSON.stringify(statement);
    await this.#sql.query(
      'insert into document_statement (about, id, field, content, seal) values ($1, $2, $3, $4, $5)',
      [about, id, field, content, this.#seal.of({ about, id, field, content })],
    );
  }

  async statementsAbout(things: readonly StatedThing[]): Promise<Statement[]> {
    const rows = await this.#sql.query<StatementRow>(
      `select distinct on (about, id, field) about, id, field, content, seal from document_statement
        where (about, id) in (select * from unnest($1::text[], $2::text[]))
        order by about, id, field, number desc`,
      [things.map(({ about }) => about), things.map(({ id }) => id)],
    );
    return rows.map(({ about, id, field, content, seal }) => {
      if (!this.#seal.isOwn({ about, id, field, content }, seal))
        throw foreignRow(`the statement for ${field} about ${about} ${id}`, MENDING);
      return JSON.parse(content) as Statement;
    });
  }
}
