import { type ReactNode, useId } from 'react';
import { ROWS } from '../api/registered.js';
import { plainText } from './plain-text.js';

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

/** Tables shorter than this need no filter. */
export const LONG = 8;

/** How many pages so many rows take: one where there is none. */
export const pagesOf = (rows: number): number => Math.max(1, Math.ceil(rows / ROWS));

interface ViewProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** The rows of the page that is shown. */
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly isBad?: ((row: Row) => boolean) | undefined;
  readonly sort?: string | undefined;
  readonly onSort?: ((sort: string | undefined) => void) | undefined;
  readonly page: number;
  readonly pages: number;
  readonly onTurn: (page: number) => void;
  /** The words by which it is filtered, and where they are typed; absent where a table is not filtered. */
  readonly filter?: { readonly typed: string; readonly onType: (typed: string) => void } | undefined;
  /** Has the rows written to a file; absent where there is none. */
  readonly onFile?: (() => void) | undefined;
  /** That nothing fits the words. */
  readonly none: string | null;
}

/** A page of a table as it is seen, with its filter, its order and the ways to other pages. */
export function TableView<Row>(props: ViewProps<Row>) {
  const { caption, columns, rows, rowKey, isBad, sort, onSort, page, pages, onTurn, filter, onFile, none } = props;
  const filterId = useId();
  return (
    <div className="stack">
      {filter === undefined ? null : (
        <div className="row no-print">
          <div className="field grow">
            <label htmlFor={filterId}>Filter</label>
            <input
              id={filterId}
              type="search"
              value={filter.typed}
              onChange={({ target }) => filter.onType(target.value)}
            />
          </div>
          {onFile === undefined ? null : (
            <button type="button" className="button" onClick={onFile}>
              CSV
            </button>
          )}
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1) */}
      <section className="scroll" tabIndex={0} aria-label={caption}>
        <table>
          <thead>
            <tr>
              {columns.map((column) => (
                <Head key={column.id} column={column} sort={sort} {...(onSort && { onSort })} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
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
      {none === null ? null : <p className="note">{none}</p>}
      {pages > 1 ? (
        <nav className="row no-print" aria-label={`Pages of ${caption}`}>
          <button type="button" className="button" disabled={page === 1} onClick={() => onTurn(page - 1)}>
            Back
          </button>
          <span className="number">
            {page} of {pages}
          </span>
          <button type="button" className="button" disabled={page === pages} onClick={() => onTurn(page + 1)}>
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
        {plainText(head)}
      </th>
    );
  }
  const direction = sort === id ? 'ascending' : sort === `-${id}` ? 'descending' : 'none';
  const next = direction === 'ascending' ? `-${id}` : direction === 'descending' ? undefined : id;
  return (
    <th scope="col" className={className} aria-sort={direction}>
      <button type="button" onClick={() => onSort(next)}>
        {plainText(head)}
        <span aria-hidden="true">{direction === 'none' ? '' : direction === 'ascending' ? ' ↑' : ' ↓'}</span>
      </button>
    </th>
  );
}

/** RFC 4180; a text that a spreadsheet would take for a formula is kept a text. */
export function csvOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
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
