/** Plain SQL over the pool, for stores of other rooms (identity). Parameters are `$1`, `$2`, ... */
export interface Sql {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T>;
}
