import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { sendCommand } from '../../parts/commands.js';
import { Digest } from '../../parts/digest.js';
import { Empty, Failure, Loading } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import type { Filter, Found as FoundDecision } from './filter.js';

const route = getRouteApi('/decisions');

/** Decisions that come at a time, and answers after which a search that goes on rests: each looks at some 20,000 records. */
const AT_A_TIME = 100;
const MOST_ANSWERS = 50;
/** For how long what was found stays for whoever goes to one decision and back, ms. */
const KEPT_MS = 120_000;

const foundQuery = (filter: Filter) => ({
  queryKey: ['found', filter],
  queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) =>
    call('POST /v1/decisions/search', {
      body: { ...filter, limit: AT_A_TIME, ...(pageParam === null ? {} : { before: pageParam }) },
      signal,
    }),
  initialPageParam: null as string | null,
  getNextPageParam: ({ next }: wire.DecisionSearch) => next,
  // Each answer is an entry of the log of reads: nothing is searched again behind the reader's back.
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  refetchOnReconnect: false,
  gcTime: KEPT_MS,
});

const COLUMNS: readonly Column<FoundDecision>[] = [
  {
    id: 'decided',
    head: 'Decided',
    value: ({ decidedAt }) => decidedAt,
    cell: ({ id, decidedAt }) => (
      <Link from="/decisions" to="/decisions" search={(old) => ({ ...old, id })}>
        <Time at={decidedAt} />
      </Link>
    ),
  },
  {
    id: 'subject',
    head: 'Person',
    value: ({ subject }) => subject,
    cell: ({ subject }) => <Name>{subject}</Name>,
  },
  {
    id: 'outcome',
    head: 'Outcome',
    value: ({ outcome }) => outcome,
    cell: ({ outcome }) => <Name>{String(outcome ?? 'none')}</Name>,
  },
  { id: 'score', head: 'Score', isNumber: true, value: ({ score }) => score, cell: ({ score }) => score ?? '–' },
  { id: 'route', head: 'Decided by', value: ({ route: by }) => by, cell: ({ route: by }) => by },
  {
    id: 'deployment',
    head: 'Deployment',
    value: ({ deployment, stage }) => (stage === null ? deployment : `${deployment} at ${stage}`),
    cell: ({ deployment, stage }) => <Name>{stage === null ? deployment : `${deployment} at ${stage}`}</Name>,
  },
  {
    id: 'version',
    head: 'Version',
    value: ({ version }) => version,
    cell: ({ version }) => <Digest of={version} />,
  },
  { id: 'id', head: 'Id', value: ({ id }) => id, cell: ({ id }) => <code className="one-line">{id}</code> },
];

/** What a search found, and the way further back. */
export function Found({ filter }: { readonly filter: Filter }) {
  const { q, sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const found = useInfiniteQuery(foundQuery(filter));
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = found;
  const [goal, setGoal] = useState<{ readonly decisions: number; readonly answers: number } | null>(null);
  const pages = data?.pages ?? [];
  const decisions = pages.flatMap((one) => one.decisions);
  const isReached = goal !== null && (decisions.length >= goal.decisions || pages.length >= goal.answers);
  const rests = isReached && decisions.length < goal.decisions;
  const goesOn = goal !== null && !isReached && hasNextPage && !found.isFetchNextPageError;
  useEffect(() => {
    if (goesOn && !isFetchingNextPage) void fetchNextPage();
  }, [goesOn, isFetchingNextPage, fetchNextPage]);
  if (data === undefined) {
    if (found.isError) return <Failure cause={found.error} onRetry={() => void found.refetch()} />;
    return <Loading what="the decisions" />;
  }
  const further = (): void => {
    setGoal({ decisions: decisions.length + 1, answers: pages.length + MOST_ANSWERS });
    // After an answer that did not come only the reader has it asked for again.
    if (found.isFetchNextPageError) void fetchNextPage();
  };
  const stop = (): void => {
    setGoal(null);
    // The answer that is on its way is not waited for: it is asked for again by whoever goes on.
    void client.cancelQueries({ queryKey: foundQuery(filter).queryKey });
  };
  return (
    <div className="stack">
      <Told pages={pages} isWhole={!hasNextPage} />
      {decisions.length > 0 ? (
        <Table
          caption="Decisions that were found"
          columns={COLUMNS}
          rows={decisions}
          rowKey={({ index }) => String(index)}
          state={{ q, sort, page }}
          onState={(state) => void navigate({ search: (old) => ({ ...old, ...state }), replace: true })}
          file="decisions.csv"
        />
      ) : hasNextPage ? null : (
        <Nothing filter={filter} looked={pages.reduce((sum, { looked }) => sum + looked, 0)} />
      )}
      {found.isFetchNextPageError && !isFetchingNextPage ? <Failure cause={found.error} /> : null}
      {hasNextPage ? (
        <p className="acts no-print">
          {goesOn || isFetchingNextPage ? (
            <>
              <button type="button" className="button" onClick={stop}>
                Stop searching
              </button>
              <span className="note wait" role="status">
                Searching further back …
              </span>
              <span className="note small">
                <FarAs pages={pages} /> so far.
              </span>
            </>
          ) : (
            <>
              <button type="button" className="button" onClick={further}>
                Search further back
              </button>
              <span className="note small">
                <FarAs pages={pages} /> so far. {rests ? 'Nothing more was found, and the search rests. ' : ''}
                It goes on until something more is found, and can be stopped.
              </span>
            </>
          )}
        </p>
      ) : null}
    </div>
  );
}

const number = new Intl.NumberFormat();
const counted = (n: number, one: string, many: string): string => `${number.format(n)} ${n === 1 ? one : many}`;

/** How many records were looked at, and since which time none that fits is left out: those of others are not looked at where a person is asked for. */
function FarAs({ pages }: Pick<ToldProps, 'pages'>) {
  // Of a search that came to its end nothing is left out.
  const backTo = pages.at(-1)?.next === null ? null : (pages.findLast((one) => one.backTo !== null)?.backTo ?? null);
  return (
    <>
      {counted(
        pages.reduce((sum, { looked }) => sum + looked, 0),
        'record',
        'records',
      )}{' '}
      looked at
      {backTo === null ? null : (
        <>
          {' '}
          (none that fits and was made after <Time at={backTo} /> is left out)
        </>
      )}
    </>
  );
}

interface ToldProps {
  readonly pages: readonly wire.DecisionSearch[];
  readonly isWhole: boolean;
}

/** How far the search came, and whether it leads to one single person. */
function Told({ pages, isWhole }: ToldProps) {
  const sum = (of: 'looked' | 'erased'): number => pages.reduce((all, one) => all + one[of], 0);
  const all = pages.flatMap(({ decisions }) => decisions);
  const people = new Set(all.map(({ subject }) => subject)).size;
  const erased = sum('erased');
  return (
    <div className="stack small-gap">
      <p role="status">
        {counted(all.length, 'decision', 'decisions')}
        {all.length === 0 ? '' : ` about ${counted(people, 'person', 'people')}`}, among <FarAs pages={pages} />.{' '}
        {isWhole ? 'Nothing older fits.' : ''}
      </p>
      {isWhole && people === 1 ? (
        <p>
          <Badge look="care" glyph="◆">
            one single person
          </Badge>{' '}
          Of all that is recorded, this filter leads to one person alone. What you learn from it you learn about them.
        </p>
      ) : null}
      {erased === 0 ? null : (
        <p className="note">
          {counted(erased, 'erased decision', 'erased decisions')} among them: nobody can tell whether they fit.
        </p>
      )}
    </div>
  );
}

function Nothing({ filter, looked }: { readonly filter: Filter; readonly looked: number }) {
  if (looked === 0 && Object.keys(filter).length === 0)
    return (
      <Empty title="No decision was recorded yet" command={sendCommand(location.origin)}>
        This sends some, with a key that may write them.
      </Empty>
    );
  return (
    <Empty title="Nothing that is recorded fits">
      Leave something out of the search. Outcomes and references are compared letter by letter, and a time is that of
      the decision.
    </Empty>
  );
}
