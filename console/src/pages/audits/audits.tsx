import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { auditsQuery } from '../../api/audits.js';
import { Actor } from '../../parts/actor.js';
import { auditCommand } from '../../parts/commands.js';
import { Digest } from '../../parts/digest.js';
import { useMay } from '../../parts/may.js';
import { Page } from '../../parts/page.js';
import { Answer, Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { RunSheet } from './run-sheet.js';
import { Runs } from './runs.js';
import { VerdictBadge, verdictWord } from './words.js';

const route = getRouteApi('/audits');

const COLUMNS: readonly Column<wire.StoredAudit>[] = [
  {
    id: 'deployment',
    head: 'Deployment',
    value: ({ deployment }) => deployment,
    cell: ({ id, deployment }) => (
      <Link to="/audits/$id" params={{ id }}>
        <Name>{deployment}</Name>
      </Link>
    ),
  },
  {
    id: 'verdict',
    head: 'Verdict',
    value: ({ verdict }) => verdictWord(verdict),
    cell: ({ verdict, erasure }) => (
      <>
        <VerdictBadge of={verdict} />
        {erasure === undefined ? null : <span className="note small"> result erased</span>}
      </>
    ),
  },
  { id: 'made', head: 'Made', value: ({ madeAt }) => madeAt, cell: ({ madeAt }) => <Time at={madeAt} relative /> },
  { id: 'by', head: 'By', value: ({ by }) => by, cell: ({ by }) => <Actor id={by} /> },
  {
    id: 'policy',
    head: 'Policy',
    value: ({ policyDigest }) => policyDigest,
    cell: ({ policyDigest }) => <Digest of={policyDigest} />,
  },
  {
    id: 'sight',
    head: 'Shows',
    value: ({ sight }) => sight,
    cell: ({ sight }) => (sight === 'persons' ? 'every cell' : 'cells of enough people'),
  },
  {
    id: 'size',
    head: 'Entries read',
    isNumber: true,
    value: ({ size }) => size,
    cell: ({ size }) => formatCount(size),
  },
];

export default function Audits() {
  const { run, deployment, q, sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  const audits = useQuery(auditsQuery(undefined));
  const mayRun = useMay()('audit.run');
  return (
    <Page
      title="Audits"
      about="Recorded decisions, held against a policy: each with its verdict, its figures and the range of the log that it read."
      acts={
        <p className="acts no-print">
          {mayRun ? (
            <Link className="button main-act" to="/audits" search={{ run: true }}>
              Run an audit
            </Link>
          ) : null}
          <Link className="button" to="/audits/file">
            Open a file
          </Link>
        </p>
      }
    >
      {mayRun ? <Runs /> : null}
      <Answer of={audits} what="the audits">
        {({ audits: list, next }) =>
          list.length === 0 ? (
            <Empty title="No audit was made here yet" command={auditCommand(location.origin)}>
              An audit counts recorded decisions by group and judges them by a policy. Results stay here with their
              policy, and their digest in the log.
            </Empty>
          ) : (
            <>
              <Table
                caption="Audits"
                columns={COLUMNS}
                rows={list}
                rowKey={({ id }) => id}
                isBad={({ verdict }) => verdict === 'fail'}
                state={{ q, sort, page }}
                onState={(state) => void navigate({ search: (old) => ({ ...old, ...state }), replace: true })}
                file="audits.csv"
              />
              {next === null ? null : <p className="note small">The newest {list.length} are shown.</p>}
            </>
          )
        }
      </Answer>
      {run === true && mayRun ? (
        <RunSheet deployment={deployment} onClose={() => void navigate({ search: { q, sort, page }, replace: true })} />
      ) : null}
    </Page>
  );
}
