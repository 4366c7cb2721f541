/** What every column made by `sqlName` begins with. */
const PREFIX = 'of_';

/**
 * The column of an attribute or input, from its full name such as `attributes.sex`. Names of columns ignore case in DuckDB, while `Sex` and
 * `sex` are two attributes, so the bytes of the name are spelt out.
 *
 * @example
 * sqlName('attributes.a'); // 'of_617474726962757465732e61'
 */
export const sqlName = (name: string): string => `${PREFIX}${Buffer.from(name, 'utf8').toString('hex')}`;

/** The full name that a column was made for by `sqlName`; null for every other column. */
export const nameOfColumn = (column: string): string | null =>
  column.startsWith(PREFIX) ? Buffer.from(column.slice(PREFIX.length), 'hex').toString('utf8') : null;
