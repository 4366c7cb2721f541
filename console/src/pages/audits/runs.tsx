import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { wire } from 'tribune/client';
import { goesOn, runsQuery } from '../../api/audits.js';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { Section } from '../../parts/page.js';
import { type Column, Table } from '../../parts/table.js';
import { duration, Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';

type Run = wire.AuditRun;

const STAGES = {
  waiting: 'waits for its turn',
  counting: 'counting decisions',
  judging: 'judging the counts',
} as const;

const COLUMNS: readonly Column<Run>[] = [
  { id: 'deployment', head: 'Deployment', cell: ({ deployment }) => <Name>{deployment}</Name> },
  { id: 'state', head: 'State', cell: (run) => <State of={run} /> },
  { id: 'again', head: '', cell: (run) => <Again of={run} /> },
  { id: 'started', head: 'Begun', cell: ({ startedAt }) => <Time at={startedAt} relative /> },
];

/** Audits that the reader began: how far each has come, and what came of it. They go on in the service, also where the page is closed. */
export function Runs() {
  const client = useQueryClient();
  const { data } = useQuery(runsQuery);
  const runs = data?.runs ?? [];
  const ended = runs.filter((run) => !goesOn(run)).length;
  // What ended stands in the list of audits, which is asked for again.
  useEffect(() => {
    if (ended > 0) void client.invalidateQueries({ queryKey: ['audits', 'list'] });
  }, [ended, client]);
  if (runs.length === 0) return null;
  return (
    <Section title="Begun by you" aside={<span className="note small">for a day after their end</span>}>
      <Table
        caption="Audits that you began"
        columns={COLUMNS}
        rows={runs}
        rowKey={({ id }) => id}
        isBad={({ state }) => state === 'failed' || state === 'interrupted'}
      />
    </Section>
  );
}

function State({ of: { state, audit, problem, startedAt, endedAt } }: { readonly of: Run }) {
  if (state === 'failed')
    return (
      <>
        <Badge look="bad" glyph="■">
          came to nothing
        </Badge>{' '}
        <Name whole>{[problem?.message, problem?.remedy].filter(Boolean).join('. ')}</Name>
      </>
    );
  if (state === 'interrupted')
    return (
      <>
        <Badge look="care" glyph="○">
          interrupted
        </Badge>{' '}
        <span className="note small">the service ended meanwhile</span>
      </>
    );
  if (state === 'kept')
    return (
      <>
        <Badge look="good" glyph="●">
          done
        </Badge>{' '}
        {audit === null ? null : (
          <Link to="/audits/$id" params={{ id: audit }}>
            Its result
          </Link>
        )}
        {endedAt === null ? null : (
          <span className="note small">
            {' '}
            after {duration((Date.parse(endedAt) - Date.parse(startedAt)) / SECOND_MS)}
          </span>
        )}
      </>
    );
  return (
    <span role="status">
      <Badge look="" glyph="◇">
        {STAGES[state]}
      </Badge>{' '}
      <Elapsed since={startedAt} />
    </span>
  );
}

/** The way to begin one again that came to nothing. */
function Again({ of: { id, deployment, state, again } }: { readonly of: Run }) {
  const act = useAct(() => call('POST /v1/audit-runs/{id}/again', { path: { id } }), ['audit-runs']);
  if (state !== 'failed' && state !== 'interrupted') return null;
  if (again !== null) return <span className="note small">begun again</span>;
  return (
    <>
      <button type="button" className="button small" disabled={act.isRunning} onClick={() => act.run(undefined)}>
        Run it again <bdi className="unseen">{deployment}</bdi>
      </button>
      <Said error={act.error} />
      {act.proof}
    </>
  );
}

const SECOND_MS = 1_000;

/** For how long it has gone on. */
function Elapsed({ since }: { readonly since: string }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="note small" aria-hidden="true">
      for {duration(Math.max(0, (now - Date.parse(since)) / SECOND_MS))}
    </span>
  );
}
