/** How a statement is sent. */
export interface Sent {
  /** It is sent very often, and its text is always the same: a connection has PostgreSQL plan it once, not each time. */
  readonly isPrepared?: boolean;
}

/** Runs SQL statements over the pool, for the stores of rooms. Parameters are `$1`, `$2`, ... */
export interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[], sent?: Sent): Promise<Row[]>;
  /** @param first a statement without parameters that goes out with the beginning, such as one that takes a lock; a transaction within another one sends it, too */
  transaction<T>(run: (sql: Sql) => Promise<T>, first?: string): Promise<T>;
}

/** Sends a statement as one that PostgreSQL plans once for each connection. */
export const PREPARED: Sent = { isPrepared: true };
