/** Runs SQL statements over the pool, for the stores of rooms. Parameters are `$1`, `$2`, ... */
export interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T>;
}
