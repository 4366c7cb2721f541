import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { call } from '../api/call.js';
import { jobsQuery } from '../api/operation.js';
import { Said, useAct } from '../parts/act.js';
import { useMay } from '../parts/may.js';
import { Page, Section } from '../parts/page.js';
import { Answer } from '../parts/states.js';
import { type Column, Table } from '../parts/table.js';
import { duration, Time } from '../parts/time.js';
import { Badge } from '../parts/words.js';

const route = getRouteApi('/jobs');

type Job = wire.Job;
type Follower = wire.JobList['followers'][number];

export default function Jobs() {
  const jobs = useQuery(jobsQuery);
  return (
    <Page
      title="Jobs"
      about="What the service does by itself: when it last did, how it went, and when it does it again."
    >
      <Answer of={jobs} what="the jobs">
        {({ jobs: list, followers }) => (
          <>
            <List jobs={list} />
            <Section
              title="Followers of the log"
              aside={<span className="note small">each reads every entry once, and goes on where it was</span>}
            >
              <Table
                caption="Followers of the log"
                columns={FOLLOWERS}
                rows={followers}
                rowKey={({ name }) => name}
                isBad={({ failuresInRow }) => failuresInRow > 0}
              />
            </Section>
          </>
        )}
      </Answer>
    </Page>
  );
}

function List({ jobs }: { readonly jobs: readonly Job[] }) {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay()('jobs.run');
  const act = useAct((name: string) => call('POST /v1/jobs/{name}/run', { path: { name } }), ['jobs']);
  const now: Column<Job> = {
    id: 'run',
    head: '',
    cell: ({ name, isRunning }) => (
      <button
        type="button"
        className="button small no-print"
        disabled={isRunning || act.isRunning}
        onClick={() => act.run(name)}
      >
        Run now<span className="unseen"> {name}</span>
      </button>
    ),
  };
  return (
    <>
      <Table
        caption="Jobs"
        columns={may ? [...COLUMNS, now] : COLUMNS}
        rows={jobs}
        rowKey={({ name }) => name}
        isBad={({ failuresInRow }) => failuresInRow > 0}
        state={state}
        onState={(search) => void navigate({ search, replace: true })}
        file="jobs.csv"
      />
      <Said error={act.error} />
      {act.proof}
    </>
  );
}

const COLUMNS: readonly Column<Job>[] = [
  { id: 'name', head: 'Job', value: ({ name }) => name, cell: ({ name }) => name },
  {
    id: 'every',
    head: 'Every',
    value: ({ everySeconds }) => everySeconds,
    cell: ({ everySeconds }) => duration(everySeconds),
  },
  { id: 'result', head: 'Last result', value: resultText, cell: (job) => <Result of={job} /> },
  {
    id: 'last',
    head: 'Last run',
    value: ({ endedAt }) => endedAt,
    cell: ({ startedAt, endedAt }) =>
      endedAt === null || startedAt === null ? (
        'never yet'
      ) : (
        <>
          <Time at={endedAt} relative /> <span className="note small">took {took(startedAt, endedAt)}</span>
        </>
      ),
  },
  {
    id: 'next',
    head: 'Next run',
    value: ({ nextRunAt }) => nextRunAt,
    cell: ({ nextRunAt, isRunning }) => (isRunning ? '–' : <Time at={nextRunAt} relative />),
  },
  {
    id: 'failures',
    head: 'Failures since the start',
    isNumber: true,
    value: ({ failures }) => failures,
    cell: ({ failures }) => formatCount(failures),
  },
];

const SECOND_MS = 1_000;

function took(startedAt: string, endedAt: string): string {
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  return ms < SECOND_MS ? `${ms} ms` : duration(ms / SECOND_MS);
}

function resultText({ isRunning, result }: Job): string {
  if (isRunning) return 'runs';
  return result ?? 'not run yet';
}

function Result({ of }: { readonly of: Job }) {
  const { isRunning, result, failuresInRow, problem } = of;
  if (isRunning || result === null)
    return (
      <Badge look="" glyph={isRunning ? '◆' : '–'}>
        {resultText(of)}
      </Badge>
    );
  if (result === 'ok')
    return (
      <Badge look="good" glyph="●">
        ok
      </Badge>
    );
  return (
    <>
      <Badge look="bad" glyph="■">
        {result}
      </Badge>
      <span className="note small block">
        {problem === null ? '' : `${problem.message}. ${problem.remedy ?? ''} `}
        {failuresInRow > 1 ? `${formatCount(failuresInRow)} in a row.` : ''}
      </span>
    </>
  );
}

/** Entries that wait for so long although they are due are too much for a follower, or for the machine; s. */
const LONG_S = 60;

/** How a follower stands: whether it read everything, gathers entries by its own pace, is behind, or fails. */
function Following({ of: { failuresInRow, entries, waitedSeconds } }: { readonly of: Follower }) {
  if (failuresInRow > 0)
    return <Badge look="bad" glyph="■">{`failed ${formatCount(failuresInRow)} times in a row`}</Badge>;
  if (entries === null || waitedSeconds === null)
    return (
      <Badge look="" glyph="–">
        not begun yet
      </Badge>
    );
  if (waitedSeconds >= LONG_S)
    return (
      <Badge look="care" glyph="◆">
        is behind
      </Badge>
    );
  return entries > 0 && waitedSeconds === 0 ? (
    <Badge look="" glyph="◇">
      gathers entries and reads them together
    </Badge>
  ) : (
    <Badge look="good" glyph="●">
      follows
    </Badge>
  );
}

const FOLLOWERS: readonly Column<Follower>[] = [
  { id: 'name', head: 'Follower', cell: ({ name }) => name },
  {
    id: 'state',
    head: 'State',
    cell: (one) => <Following of={one} />,
  },
  {
    id: 'read',
    head: 'Read last',
    cell: ({ readAt }) => (readAt === null ? '–' : <Time at={readAt} relative />),
  },
  {
    id: 'entries',
    head: 'Entries not read yet',
    isNumber: true,
    cell: ({ entries }) => (entries === null ? '–' : formatCount(entries)),
  },
  {
    id: 'waited',
    head: 'They have waited',
    isNumber: true,
    cell: ({ waitedSeconds }) => (waitedSeconds === null || waitedSeconds === 0 ? '–' : duration(waitedSeconds)),
  },
];
