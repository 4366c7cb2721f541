import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { type ListPart, type ListQuery, partOf } from '../api/registered.js';
import { save } from './files.js';
import { Answer, Failure } from './states.js';
import { type Column, csvOf, LONG, pagesOf, type TableState, TableView } from './table-view.js';
import { useTyped } from './typed.js';

interface ServedProps<Row> {
  readonly caption: string;
  /** As in `Loading the systems`. */
  readonly what: string;
  /** Their ids are the columns by which the service orders the list. */
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly isBad?: (row: Row) => boolean;
  readonly state: TableState;
  readonly onState: (state: TableState) => void;
  readonly file: string;
  readonly list: (part: ListPart) => ListQuery<Row>;
  /** What stands in its place while there is nothing at all. */
  readonly empty: ReactNode;
}

/** Rows that are asked for at once where all of them are written to a file. */
const FILE_ROWS = 1000;

/** A table of which the service gives a page at a time: it filters and orders, so that a long list is not read for one page of it. */
export function ServedTable<Row>(props: ServedProps<Row>) {
  const { caption, what, columns, rowKey, isBad, state, onState, file, list, empty } = props;
  const client = useQueryClient();
  const [unsaved, setUnsaved] = useState<Error | null>(null);
  const change = (change: TableState): void => onState({ ...state, page: undefined, ...change });
  const [typed, type] = useTyped(state.q ?? '', (q) => change({ q: q === '' ? undefined : q }));
  // The address may name a column that the list is not ordered by, which the service would refuse.
  const sort = columns.some(({ id, value }) => value !== undefined && [id, `-${id}`].includes(state.sort ?? ''))
    ? state.sort
    : undefined;
  const page = Math.max(1, state.page ?? 1);
  const part: ListPart = partOf({ ...state, sort });
  const asked = useQuery({ ...list(part), placeholderData: keepPreviousData });
  const last = pagesOf(asked.data?.found ?? Number.POSITIVE_INFINITY);
  // The address may name a page beyond the end.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another page or another length moves it
  useEffect(() => {
    if (page > last && !asked.isPlaceholderData) change({ page: last });
  }, [page, last, asked.isPlaceholderData]);
  const write = async (): Promise<void> => {
    try {
      const all: Row[] = [];
      for (let isMore = true; isMore; ) {
        const { rows, found } = await client.fetchQuery({
          ...list({ ...part, offset: all.length, limit: FILE_ROWS }),
          staleTime: 0,
        });
        all.push(...rows);
        isMore = rows.length > 0 && all.length < found;
      }
      setUnsaved(null);
      save(file, csvOf(all, columns), 'text/csv');
    } catch (cause) {
      setUnsaved(cause as Error);
    }
  };
  return (
    <Answer of={asked} what={what}>
      {({ rows, found, total }) =>
        total === 0 ? (
          empty
        ) : (
          <>
            <TableView
              {...{ caption, columns, rows, rowKey, isBad, sort }}
              page={Math.min(page, pagesOf(found))}
              pages={pagesOf(found)}
              onSort={(wanted) => change({ sort: wanted })}
              onTurn={(to) => change({ page: to })}
              filter={total > LONG ? { typed, onType: type } : undefined}
              onFile={() => void write()}
              none={found === 0 ? `Nothing has “${state.q}” in it.` : null}
            />
            {unsaved === null ? null : <Failure cause={unsaved} onRetry={() => void write()} />}
          </>
        )
      }
    </Answer>
  );
}
