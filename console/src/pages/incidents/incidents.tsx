import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { incidentsQuery } from '../../api/incidents.js';
import { incidentCommand } from '../../parts/commands.js';
import { useMay } from '../../parts/may.js';
import { Page } from '../../parts/page.js';
import { Answer, Empty } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Tabs } from '../../parts/tabs.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { OpenSheet } from './open-sheet.js';
import { Plans } from './plans.js';
import { Due, IncidentState, type Listed, SeverityBadge, scopeText } from './words.js';

const route = getRouteApi('/incidents');

const VIEWS = [
  { view: undefined, name: 'Open' },
  { view: 'closed', name: 'Closed' },
  { view: 'plans', name: 'Plans' },
] as const;

export default function Incidents() {
  const { view, open, deployment, alert } = route.useSearch();
  const navigate = route.useNavigate();
  const mayOpen = useMay()('incident.open');
  const close = (): void =>
    void navigate({
      search: (old) => ({ ...old, open: undefined, deployment: undefined, alert: undefined }),
      replace: true,
    });
  return (
    <Page
      title="Incidents"
      about="What went wrong, who works on it, which duties to report run, and on what evidence it ended."
      acts={
        mayOpen ? (
          <p className="acts no-print">
            <Link className="button main-act" to="/incidents" search={{ view, open: true }}>
              Open an incident
            </Link>
          </p>
        ) : null
      }
    >
      <Tabs label="Which incidents" to="/incidents" views={VIEWS} shown={view} />
      {view === 'plans' ? <Plans /> : <Listing state={view ?? 'open'} />}
      {open === true && mayOpen ? <OpenSheet deployment={deployment} alert={alert} onClose={close} /> : null}
    </Page>
  );
}

function Listing({ state }: { readonly state: 'open' | 'closed' }) {
  const incidents = useQuery(incidentsQuery(state));
  return (
    <Answer of={incidents} what="the incidents">
      {(list) => <Shown list={list} state={state} />}
    </Answer>
  );
}

function Shown({ list, state }: { readonly list: wire.IncidentList; readonly state: 'open' | 'closed' }) {
  const { q, sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  if (list.incidents.length === 0)
    return state === 'closed' ? (
      <p className="quiet">No incident was ever closed here.</p>
    ) : (
      <Empty title="No incident is open" command={incidentCommand(location.origin)}>
        Whoever sees that something is wrong opens one: what stands then is frozen, and the clocks of duties begin. A
        policy may have an alert open one by itself.
      </Empty>
    );
  return (
    <>
      <Table
        caption={state === 'open' ? 'Incidents that are open' : 'Incidents that are closed'}
        columns={COLUMNS}
        rows={list.incidents}
        rowKey={({ id }) => id}
        isBad={({ isOverdue, severity, state: now }) => now !== 'closed' && (isOverdue || severity === 'critical')}
        state={{ q, sort, page }}
        onState={(changed) => void navigate({ search: (old) => ({ ...old, ...changed }), replace: true })}
        file="incidents.csv"
      />
      {list.next === null ? null : (
        <p className="note small">
          The newest {formatCount(list.incidents.length)} of {formatCount(state === 'open' ? list.open : list.closed)}{' '}
          are shown.
        </p>
      )}
    </>
  );
}

const COLUMNS: readonly Column<Listed>[] = [
  {
    id: 'title',
    head: 'Incident',
    value: ({ title }) => title,
    cell: ({ id, title }) => (
      <Link to="/incidents/$id" params={{ id }}>
        <Name>{title}</Name>
      </Link>
    ),
  },
  {
    id: 'of',
    head: 'Of',
    value: ({ scope }) => scopeText(scope),
    cell: ({ scope }) => <Name>{scopeText(scope)}</Name>,
  },
  {
    id: 'severity',
    head: 'Severity',
    value: ({ severity }) => severity,
    cell: ({ severity }) => <SeverityBadge of={severity} />,
  },
  { id: 'state', head: 'State', value: ({ state }) => state, cell: ({ state }) => <IncidentState of={state} /> },
  {
    id: 'commander',
    head: 'Led by',
    value: ({ commander }) => commander ?? '',
    cell: ({ commander }) => (commander === null ? 'nobody yet' : <Name>{commander}</Name>),
  },
  {
    id: 'due',
    head: 'Next due',
    value: ({ nextDueAt }) => nextDueAt ?? '',
    cell: ({ nextDueAt, isOverdue }) => <Due at={nextDueAt} isOverdue={isOverdue} />,
  },
  {
    id: 'opened',
    head: 'Opened',
    value: ({ openedAt }) => openedAt,
    cell: ({ openedAt }) => <Time at={openedAt} relative />,
  },
];
