import { isUuid } from '../../../core/base/uuid.js';
import type { PersonRequest, PersonRequestStore } from '../../../domain/person-requests/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface Columns {
  id: string;
  decision: string;
  state: string;
  due_at: string;
  record: string;
  seal: Buffer;
}

const MENDING = 'The log holds an entry of every request and of every answer.';

/** Requests of people in PostgreSQL, each row under a keyed hash. */
export class PostgresPersonRequestStore implements PersonRequestStore {
  readonly #sql: Sql;
  readonly #rows: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#rows = new RowSeal('person_request', deps);
  }

  async insert(request: PersonRequest): Promise<void> {
    const text =
      'insert into person_request (id, decision, state, due_at, record, seal) values ($1, $2, $3, $4, $5, $6)';
    await this.#sql.query(text, this.#values(request));
  }

  async save(request: PersonRequest): Promise<void> {
    const text =
      'update person_request set decision = $2, state = $3, due_at = $4, record = $5, seal = $6 where id = $1';
    await this.#sql.query(text, this.#values(request));
  }

  async lock(id: string): Promise<PersonRequest | null> {
    const text = 'select * from person_request where id = $1 for update';
    const [row] = isUuid(id) ? await this.#sql.query<Columns>(text, [id]) : [];
    return row === undefined ? null : this.#read(row);
  }

  async ofDecision(decision: string): Promise<PersonRequest[]> {
    const text = 'select * from person_request where decision = $1 order by number';
    return (await this.#sql.query<Columns>(text, [decision])).map((row) => this.#read(row));
  }

  async list({ isAll, limit }: Parameters<PersonRequestStore['list']>[0]): ReturnType<PersonRequestStore['list']> {
    const text = `select * from person_request where $1 or state = 'open' order by state = 'open' desc, number limit $2`;
    return (await this.#sql.query<Columns>(text, [isAll, limit])).map((row) => this.#read(row));
  }

  async counts(nowMs: number): ReturnType<PersonRequestStore['counts']> {
    const text = `select count(*)::integer as open, (count(*) filter (where due_at < $1))::integer as late
      from person_request where state = 'open'`;
    return (await this.#sql.query<{ open: number; late: number }>(text, [nowMs]))[0]!;
  }

  #values(request: PersonRequest): unknown[] {
    const { id, decision, state, dueMs } = request;
    const columns = { id, decision, state, due_at: String(dueMs), record: JSON.stringify(request) };
    return [...Object.values(columns), this.#rows.of(columns)];
  }

  #read({ id, decision, state, due_at, record, seal }: Columns): PersonRequest {
    if (!this.#rows.isOwn({ id, decision, state, due_at, record }, seal))
      throw foreignRow(`the request ${id} of a person`, MENDING);
    return JSON.parse(record) as PersonRequest;
  }
}
