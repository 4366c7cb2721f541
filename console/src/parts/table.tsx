import { useState } from 'react';
import { ROWS } from '../api/registered.js';
import { save } from './files.js';
import { type Column, csvOf, LONG, pagesOf, type TableState, TableView } from './table-view.js';
import { useTyped } from './typed.js';

export type { Column, TableState } from './table-view.js';

interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly isBad?: (row: Row) => boolean;
  readonly state?: TableState;
  readonly onState?: (state: TableState) => void;
  /** Name of the file that the rows are written to. */
  readonly file?: string;
  /** Columns of that file, where it has others than are shown. */
  readonly fileColumns?: readonly Column<Row>[];
}

/** A table with filter, order and pages in the address, and its rows as CSV. */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, rowKey, isBad, state = {}, onState, file, fileColumns = columns } = props;
  // Where the address does not hold the state, the page that is shown is known here alone.
  const [ownPage, setOwnPage] = useState(1);
  const change = (change: TableState): void => onState?.({ ...state, page: undefined, ...change });
  const [typed, type] = useTyped(state.q ?? '', (q) => change({ q: q === '' ? undefined : q }));
  const found = ordered(filtered(rows, columns, typed), columns, state.sort);
  const pages = pagesOf(found.length);
  const page = Math.min(pages, Math.max(1, (onState === undefined ? ownPage : state.page) ?? 1));
  return (
    <TableView
      {...{ caption, columns, rowKey, isBad, page, pages, sort: state.sort }}
      rows={found.slice((page - 1) * ROWS, page * ROWS)}
      onSort={onState && ((sort) => change({ sort }))}
      onTurn={(to) => (onState === undefined ? setOwnPage(to) : change({ page: to }))}
      filter={rows.length > LONG && onState !== undefined ? { typed, onType: type } : undefined}
      onFile={file === undefined ? undefined : () => save(file, csvOf(found, fileColumns), 'text/csv')}
      none={found.length === 0 ? `Nothing has “${typed}” in it.` : null}
    />
  );
}

function filtered<Row>(rows: readonly Row[], columns: readonly Column<Row>[], q = ''): readonly Row[] {
  const words = q.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  const textOf = (row: Row): string =>
    columns
      .map(({ value }) => value?.(row) ?? '')
      .join(' ')
      .toLocaleLowerCase();
  return rows.filter((row) => words.every((word) => textOf(row).includes(word)));
}

const COLLATOR = new Intl.Collator(undefined, { numeric: true });

function ordered<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort = ''): readonly Row[] {
  const isDown = sort.startsWith('-');
  const value = columns.find(({ id }) => id === (isDown ? sort.slice(1) : sort))?.value;
  if (value === undefined) return rows;
  const compare = (a: Row, b: Row): number => {
    const [left, right] = [value(a), value(b)];
    // What is not known stands last in either order.
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    const order =
      typeof left === 'number' && typeof right === 'number'
        ? left - right
        : COLLATOR.compare(String(left), String(right));
    return isDown ? -order : order;
  };
  return rows.toSorted(compare);
}
