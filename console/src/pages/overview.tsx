import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount, formatNumber } from 'tribune/charts';
import { overviewQuery, type Overview as Standing, type SystemRow, systemsQuery } from '../api/registered.js';
import { applyCommand } from '../parts/commands.js';
import { Figure } from '../parts/figure.js';
import { Page, Section } from '../parts/page.js';
import { ServedTable } from '../parts/served-table.js';
import { Answer, Empty } from '../parts/states.js';
import type { Column } from '../parts/table.js';
import { Time } from '../parts/time.js';
import { Name, StateBadge } from '../parts/words.js';
import { WatchedTogether } from './fleet.js';
import { HeldFigures } from './held.js';
import { Day } from './system/day.js';
import { Tasks } from './tasks.js';

const route = getRouteApi('/');

export default function Overview() {
  const overview = useQuery(overviewQuery);
  return (
    <Page title="Overview">
      <Answer of={overview} what="how all of it stands">
        {(of) => (of.systems === 0 ? <Nothing /> : <Systems of={of} />)}
      </Answer>
    </Page>
  );
}

const Nothing = () => (
  <Empty title="No system yet" command={applyCommand(location.origin)}>
    A system is a use of models on people: who owns it, what it decides, which versions run where. One document
    registers it, and decisions can be sent.
  </Empty>
);

function Systems({ of }: { readonly of: Standing }) {
  return (
    <>
      <Figures of={of} />
      <Section title="What needs you">
        <Tasks of={of.monitor} />
      </Section>
      {of.monitor?.watchedFew.map((id) => (
        <Day key={id} deployment={id} isNamed />
      ))}
      {(of.monitor?.watched ?? 0) < 2 ? null : <WatchedTogether />}
      <Section title="Systems">
        <SystemTable seesHealth={of.monitor !== null} />
      </Section>
    </>
  );
}

function Figures({ of: { systems, deployments, monitor } }: { readonly of: Standing }) {
  return (
    <dl className="figures">
      <Figure name="Systems" value={formatCount(systems)} />
      <Figure
        name="Deployments watched"
        value={`${monitor === null ? '–' : formatCount(monitor.watched)} of ${formatCount(deployments)}`}
      />
      {monitor === null ? null : <Figure name="Firing" value={formatCount(monitor.firing)} />}
      <HeldFigures />
      {monitor === null ? null : (
        <Figure
          name="False alarms"
          value={monitor.watched === 0 ? '–' : alarmsText(monitor.falseAlarmsPerDay * 30)}
          note={monitor.watched === 0 ? 'nothing is watched' : 'a month at most'}
        />
      )}
    </dl>
  );
}

/** @example alarmsText(3) // '3.0' */
const alarmsText = (many: number): string => (many < 100 ? formatNumber(many, 1) : formatCount(Math.round(many)));

const COLUMNS: readonly Column<SystemRow>[] = [
  {
    id: 'system',
    head: 'System',
    value: ({ id }) => id,
    cell: ({ id }) => (
      <Link to="/systems/$system" params={{ system: id }}>
        <Name>{id}</Name>
      </Link>
    ),
  },
  {
    id: 'health',
    head: 'Health',
    value: ({ health }) => health ?? null,
    cell: ({ health }) => (health === undefined ? '–' : <StateBadge state={health} />),
  },
  { id: 'purpose', head: 'Purpose', value: ({ purpose }) => purpose, cell: ({ purpose }) => <Name>{purpose}</Name> },
  { id: 'owner', head: 'Owner', value: ({ owner }) => owner, cell: ({ owner }) => <Name>{owner}</Name> },
  {
    id: 'deployments',
    head: 'Deployments',
    isNumber: true,
    value: ({ deployments }) => deployments,
    cell: ({ deployments }) => formatCount(deployments),
  },
  {
    id: 'closed',
    head: 'As of',
    value: ({ closedTo }) => closedTo ?? null,
    cell: ({ closedTo }) => (closedTo == null ? '–' : <Time at={closedTo} relative />),
  },
];
/** Columns for which the monitor must be seen. */
const WATCHED: ReadonlySet<string> = new Set(['health', 'closed']);

function SystemTable({ seesHealth }: { readonly seesHealth: boolean }) {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <ServedTable
      caption="Systems"
      what="the systems"
      columns={seesHealth ? COLUMNS : COLUMNS.filter(({ id }) => !WATCHED.has(id))}
      rowKey={({ id }) => id}
      isBad={({ health }) => health === 'firing'}
      state={state}
      onState={(search) => void navigate({ search, replace: true })}
      file="systems.csv"
      list={systemsQuery}
      empty={<Nothing />}
    />
  );
}
