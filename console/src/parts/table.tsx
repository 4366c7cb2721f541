import { type ReactNode, useId, useState } from 'react';
import { save } from './files.js';
import { useTyped } from './typed.js';

export interface Column<Row> {
  readonly id: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** What is sorted by and written to CSV; a column without it is neither. */
  readonly value?: (row: Row) => string | number | null;
  readonly isNumber?: boolean;
}

/** The state of a table, which stands in the address. */
export interface TableState {
  readonly q?: string | undefined;
  readonly sort?: string | undefined;
  readonly page?: number | undefined;
}

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
}

const ROWS = 50;
/** Tables shorter than this need no filter. */
const LONG = 8;

/** A table with filter, order and pages in the address, and its rows as CSV. */
export function Table<Row>({ caption, columns, rows, rowKey, isBad, state = {}, onState, file }: TableProps<Row>) {
  const filterId = useId();
  // Where the address does not hold the state, the page that is shown is known here alone.
  const [ownPage, setOwnPage] = useState(1);
  const change = (change: TableState): void => onState?.({ ...state, page: undefined, ...change });
  const [typed, type] = useTyped(state.q ?? '', (q) => change({ q: q === '' ? undefined : q }));
  const found = ordered(filtered(rows, columns, typed), columns, state.sort);
  const pages = Math.max(1, Math.ceil(found.length / ROWS));
  const page = Math.min(pages, Math.max(1, (onState === undefined ? ownPage : state.page) ?? 1));
  const turn = (to: number): void => (onState === undefined ? setOwnPage(to) : change({ page: to }));
  const shown = found.slice((page - 1) * ROWS, page * ROWS);
  return (
    <div className="stack">
      {rows.length > LONG && onState !== undefined ? (
        <div className="row no-print">
          <div className="field grow">
            <label htmlFor={filterId}>Filter</label>
            <input id={filterId} type="search" value={typed} onChange={({ target }) => type(target.value)} />
          </div>
          {file === undefined ? null : (
            <button type="button" className="button" onClick={() => save(file, csvOf(found, columns), 'text/csv')}>
              CSV
            </button>
          )}
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <section className="scroll" tabIndex={0} aria-label={caption}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head
                  key={column.id}
                  column={column}
                  sort={state.sort}
                  {...(onState && { onSort: (sort) => change({ sort }) })}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={rowKey(row)} className={isBad?.(row) ? 'bad' : undefined}>
                {columns.map(({ id, cell, isNumber }, index) =>
                  index === 0 ? (
                    <th key={id} scope="row">
                      {cell(row)}
                    </th>
                  ) : (
                    <td key={id} className={isNumber ? 'n' : undefined}>
                      {cell(row)}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {found.length === 0 ? <p className="note">Nothing has “{typed}” in it.</p> : null}
      {pages > 1 ? (
        <nav className="row no-print" aria-label={`Pages of ${caption}`}>
          <button type="button" className="button" disabled={page === 1} onClick={() => turn(page - 1)}>
            Back
          </button>
          <span className="number">
            {page} of {pages}
          </span>
          <button type="button" className="button" disabled={page === pages} onClick={() => turn(page + 1)}>
            Next
          </button>
        </nav>
      ) : null}
    </div>
  );
}

interface HeadProps<Row> {
  readonly column: Column<Row>;
  readonly sort: string | undefined;
  readonly onSort?: (sort: string | undefined) => void;
}

function Head<Row>({ column: { id, head, value, isNumber }, sort, onSort }: HeadProps<Row>) {
  const className = isNumber ? 'n' : undefined;
  if (value === undefined || onSort === undefined) {
    return (
      <th scope="col" className={className}>
        {head}
      </th>
    );
  }
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : 'none';
  const next = direction === 'ascending' ? `-${id}` : direction === 'descending' ? undefined : id;
  return (
    <th scope="col" className={className} aria-sort={direction}>
      <button type="button" onClick={() => onSort(next)}>
        {head}
        <span aria-hidden="true">{direction === 'none' ? '' : direction === 'ascending' ? ' ↑' : ' ↓'}</span>
      </button>
    </th>
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

/** RFC 4180; a text that a spreadsheet would take for a formula is kept a text. */
function csvOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const written = columns.filter(({ value }) => value !== undefined);
  const cell = (value: string | number | null): string => {
    if (value === null) return '';
    if (typeof value === 'number') return String(value);
    const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [
    written.map(({ head }) => cell(head)),
    ...rows.map((row) => written.map(({ value }) => cell(value!(row)))),
  ];
  return `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`;
}
