import type * as Bindings from '@duckdb/node-bindings';
import { Appender } from './appender.js';
import { type Api, Chunk, TYPE } from './chunk.js';

/**
 * DuckDB through its low-level bindings. The package above them, `@duckdb/node-api`, consists of two hundred modules that take longer to
 * load than a small audit takes to run, and it returns values one by one.
 */
export class Connection {
  readonly #api: Api;
  readonly #database: Bindings.Database;
  readonly #connection: Bindings.Connection;

  private constructor(api: Api, database: Bindings.Database, connection: Bindings.Connection) {
    this.#api = api;
    this.#database = database;
    this.#connection = connection;
  }

  /** Opens a database with one connection. */
  static async open(path: string, options: Readonly<Record<string, string>>): Promise<Connection> {
    const { default: api } = await import('@duckdb/node-bindings');
    const config = api.create_config();
    for (const [name, value] of Object.entries(options)) api.set_config(config, name, value);
    const database = await api.open(path, config);
    try {
      return new Connection(api, database, await api.connect(database));
    } catch (error) {
      api.close_sync(database);
      throw error;
    }
  }

  closeSync(): void {
    this.#api.disconnect_sync(this.#connection);
    this.#api.close_sync(this.#database);
  }

  /** Progress of the running statement in per cent; negative where the engine does not know it. */
  get progress(): number {
    return this.#api.query_progress(this.#connection).percentage;
  }

  async run(sql: string): Promise<void> {
    await this.#api.query(this.#connection, sql);
  }

  async statementCount(sql: string): Promise<number> {
    return (await this.#statements(sql)).statement_count;
  }

  /** Returns a small result as text, row by row. */
  async texts(sql: string): Promise<(string | null)[][]> {
    const result = await this.#api.query(this.#connection, sql);
    const types = Array.from({ length: this.#api.column_count(result) }, (_, i) => this.#api.column_type(result, i));
    const rows: (string | null)[][] = [];
    await this.#chunks(result, (chunk) => {
      const columns = types.map((type, column) => columnTexts(chunk, column, type));
      for (let row = 0; row < chunk.rows; row++) rows.push(columns.map((column) => column(row)));
    });
    return rows;
  }

  /** Passes a large result on chunk by chunk while the engine goes on working. */
  async stream(sql: string, take: (chunk: Chunk) => void): Promise<void> {
    const { extracted_statements, statement_count } = await this.#statements(sql);
    const last = statement_count - 1;
    const prepared = await this.#api.prepare_extracted_statement(this.#connection, extracted_statements, last);
    try {
      await this.#chunks(await this.#api.execute_prepared_streaming(prepared), take);
    } finally {
      this.#api.destroy_prepare_sync(prepared);
    }
  }

  async createAppender(table: string): Promise<Appender> {
    return new Appender(this.#api, this.#api.appender_create(this.#connection, null, table));
  }

  async #statements(sql: string): Promise<Bindings.ExtractedStatementsAndCount> {
    const found = await this.#api.extract_statements(this.#connection, sql);
    if (found.statement_count > 0) return found;
    throw new Error(this.#api.extract_statements_error(found.extracted_statements));
  }

  /** While one chunk is taken the engine makes the next; it never holds more than these two. */
  async #chunks(result: Bindings.Result, take: (chunk: Chunk) => void): Promise<void> {
    let next = this.#api.fetch_chunk(result);
    for (;;) {
      const fetched = await next;
      if (fetched === null) return;
      const chunk = new Chunk(this.#api, fetched);
      if (chunk.rows === 0) return;
      next = this.#api.fetch_chunk(result);
      try {
        take(chunk);
      } catch (error) {
        // The engine must not be closed below a fetch that is on its way; what it answers is of no use any more.
        await next.catch(() => null);
        throw error;
      }
      chunk.release();
    }
  }
}

/** The values of a column as text. Numbers are written as JavaScript prints them, which reads back to the same bits. */
function columnTexts(chunk: Chunk, column: number, type: number): (row: number) => string | null {
  const text =
    <T>(valid: (row: number) => boolean, at: (row: number) => T) =>
    (row: number): string | null =>
      valid(row) ? String(at(row)) : null;
  switch (type) {
    case TYPE.varchar: {
      const texts = chunk.texts(column);
      return (row) => texts.at(row);
    }
    case TYPE.integer: {
      const { valid, values } = chunk.integers(column);
      return text(valid, (row) => values[row]);
    }
    case TYPE.bigint: {
      const { valid, values } = chunk.bigints(column);
      return text(valid, (row) => values[row]);
    }
    case TYPE.double: {
      const { valid, values } = chunk.doubles(column);
      return text(valid, (row) => values[row]);
    }
    case TYPE.boolean: {
      const { valid, values } = chunk.booleans(column);
      return text(valid, (row) => values[row] === 1);
    }
    case TYPE.hugeint: {
      const huge = chunk.hugeints(column);
      return text(huge.valid, (row) => huge.at(row));
    }
    default:
      throw new Error(`the engine answered with a column of type ${type}, which nobody asked for`);
  }
}
