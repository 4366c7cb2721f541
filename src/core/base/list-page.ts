/** What a row says in a column; null where that is not known. */
export type ListCell = string | number | null;

/** How each column of a list reads its rows, by the name of the column. */
export type ListColumns<Row> = Readonly<Record<string, (row: Row) => ListCell>>;

/** Which part of a list is asked for. */
export interface ListQuery {
  /** Words that must all stand in a row, in any column; upper and lower case are the same. */
  readonly q?: string | undefined;
  /** Name of the column by which it is ordered, after a minus the other way round; absent: as it is. */
  readonly sort?: string | undefined;
  /** Rows that are passed over. */
  readonly offset: number;
  readonly limit: number;
}

/** A part of a list, with how many rows fit and how many there are. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly found: number;
  readonly total: number;
}

/** Numbers within names are compared as numbers, so that v10 comes after v9. */
const ORDER = new Intl.Collator('en', { numeric: true });

/**
 * A page of the rows in which all the words stand, in the order of a column. What is not known stands last in either order.
 *
 * @example
 * listPage(systems, { id: ({ id }) => id }, { q: 'loan', sort: '-id', offset: 0, limit: 50 })
 */
export function listPage<Row>(
  rows: readonly Row[],
  columns: ListColumns<Row>,
  { q = '', sort, offset, limit }: ListQuery,
): ListPage<Row> {
  const found = ordered(withWords(rows, columns, q), columns, sort);
  return { rows: found.slice(offset, offset + limit), found: found.length, total: rows.length };
}

function withWords<Row>(rows: readonly Row[], columns: ListColumns<Row>, q: string): readonly Row[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  const readers = Object.values(columns);
  return rows.filter((row) => {
    const text = readers
      .map((read) => read(row) ?? '')
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function ordered<Row>(rows: readonly Row[], columns: ListColumns<Row>, sort = ''): readonly Row[] {
  const isDown = sort.startsWith('-');
  const read = Object.hasOwn(columns, isDown ? sort.slice(1) : sort)
    ? columns[isDown ? sort.slice(1) : sort]
    : undefined;
  if (read === undefined) return rows;
  // Each row is read once, not once for each comparison.
  const cells = rows.map((row) => ({ row, cell: read(row) }));
  return cells.toSorted((one, other) => compared(one.cell, other.cell, isDown)).map(({ row }) => row);
}

function compared(left: ListCell, right: ListCell, isDown: boolean): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  const order =
    typeof left === 'number' && typeof right === 'number' ? left - right : ORDER.compare(String(left), String(right));
  return isDown ? -order : order;
}
