import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { alertsQuery } from '../../api/alerts.js';
import { overviewQuery } from '../../api/registered.js';
import { Actor } from '../../parts/actor.js';
import { Page, Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Tabs } from '../../parts/tabs.js';
import { Time } from '../../parts/time.js';
import { Badge, Name, StateBadge } from '../../parts/words.js';
import { Channels } from './channels.js';
import { Silences } from './silences.js';

const route = getRouteApi('/alerts');

type Alert = wire.Alert;

const VIEWS = [
  { view: undefined, name: 'Firing' },
  { view: 'all', name: 'All' },
] as const;

export default function Alerts() {
  const { view } = route.useSearch();
  const alerts = useQuery(alertsQuery(view === 'all'));
  return (
    <Page title="Alerts" about="What the evidence says is wrong, whom it was told, and who looks after it.">
      <Tabs label="Which alerts" to="/alerts" views={VIEWS} shown={view} />
      <Answer of={alerts} what="the alerts">
        {(list) => <List list={list} isAll={view === 'all'} />}
      </Answer>
      <Section title="Silences">
        <Silences />
      </Section>
      <Section title="Channels">
        <Channels />
      </Section>
    </Page>
  );
}

const COLUMNS: readonly Column<Alert>[] = [
  {
    id: 'summary',
    head: 'What',
    value: ({ summary }) => summary,
    cell: ({ id, summary }) => (
      <Link to="/alerts/$id" params={{ id: String(id) }}>
        <Name>{summary}</Name>
      </Link>
    ),
  },
  { id: 'state', head: 'State', value: ({ state }) => state, cell: ({ state }) => <StateBadge state={state} /> },
  { id: 'severity', head: 'Severity', value: ({ severity }) => severity, cell: ({ severity }) => severity },
  {
    id: 'since',
    head: 'Since',
    value: ({ startedAt }) => startedAt,
    cell: ({ startedAt }) => <Time at={startedAt} relative />,
  },
  {
    id: 'who',
    head: 'Looked after by',
    value: ({ acknowledged }) => acknowledged?.by ?? '',
    cell: (alert) => <Who of={alert} />,
  },
];

function Who({ of: { acknowledged, silencedBy, routes, state } }: { readonly of: Alert }) {
  if (acknowledged !== null) return <Actor id={acknowledged.by} />;
  if (silencedBy !== null) return <span className="note">silenced</span>;
  if (state !== 'firing') return <span className="note">–</span>;
  return (
    <Badge look="care" glyph="◆">
      {routes.length === 0 ? 'nobody, and no route takes it' : 'nobody'}
    </Badge>
  );
}

/** That nothing fires is good news only where something is watched. */
function NoAlert({ isAll }: { readonly isAll: boolean }) {
  const watched = useQuery(overviewQuery).data?.monitor?.watched;
  const isGood = watched !== undefined && watched > 0;
  return (
    <p className="quiet">
      {isGood ? (
        <span className="glyph" aria-hidden="true">
          ●
        </span>
      ) : null}
      <span>
        {isAll ? 'No alert was ever raised here.' : 'No alert fires.'}
        {watched === 0 ? ' No deployment is watched, so that nothing is found.' : null}
      </span>
    </p>
  );
}

function List({ list, isAll }: { readonly list: wire.AlertList; readonly isAll: boolean }) {
  const { q, sort, page } = route.useSearch();
  const navigate = route.useNavigate();
  if (list.alerts.length === 0) return <NoAlert isAll={isAll} />;
  return (
    <>
      <Table
        caption="Alerts"
        columns={COLUMNS}
        rows={list.alerts}
        rowKey={({ id }) => String(id)}
        isBad={({ state, acknowledged }) => state === 'firing' && acknowledged === null}
        state={{ q, sort, page }}
        onState={(state) => void navigate({ search: (old) => ({ ...old, ...state }), replace: true })}
        file="alerts.csv"
      />
      {list.next === null ? null : <p className="note small">The newest {list.alerts.length} are shown.</p>}
    </>
  );
}
