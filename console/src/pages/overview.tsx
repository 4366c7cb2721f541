import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { formatCount, formatNumber } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { monitorQuery, type Registry, registryQuery } from '../api/queries.js';
import { applyCommand } from '../parts/commands.js';
import { Figure } from '../parts/figure.js';
import { Page, Section } from '../parts/page.js';
import { Answer, Empty } from '../parts/states.js';
import { type Column, Table } from '../parts/table.js';
import { Time } from '../parts/time.js';
import { Name, StateBadge } from '../parts/words.js';
import { WatchedTogether } from './fleet.js';
import { type DeploymentHealth, rankOf, type SystemHealth, systemsOf } from './health.js';
import { HeldFigures } from './held.js';
import { Day } from './system/day.js';
import { Tasks } from './tasks.js';

const route = getRouteApi('/');
/** Of so many watched deployments at most the last day is told at once. */
const FEW = 3;

export default function Overview() {
  const registry = useQuery(registryQuery);
  const monitor = useQuery(monitorQuery);
  return (
    <Page title="Overview">
      <Answer of={registry} what="what is registered">
        {(registered) => (
          <Answer of={monitor} what="what the monitor sees">
            {(list) => <Systems systems={systemsOf(registered, list)} monitor={list} registry={registered} />}
          </Answer>
        )}
      </Answer>
    </Page>
  );
}

interface Seen {
  readonly systems: readonly SystemHealth[];
  readonly monitor: wire.MonitorList | null;
}

function Systems({ systems, monitor, registry }: Seen & { readonly registry: Registry }) {
  if (systems.length === 0) {
    return (
      <Empty title="No system yet" command={applyCommand(location.origin)}>
        A system is a use of models on people: who owns it, what it decides, which versions run where. One document
        registers it, and decisions can be sent.
      </Empty>
    );
  }
  const deployments = systems.flatMap((system) => system.deployments);
  const watched = deployments.filter((one) => one.watched !== null);
  return (
    <>
      <Figures systems={systems} deployments={deployments} monitor={monitor} />
      <Section title="What needs you">
        <Tasks deployments={deployments} mayWatch={monitor !== null} />
      </Section>
      {watched.length > FEW ? null : watched.map(({ id }) => <Day key={id} deployment={id} isNamed />)}
      {watched.length < 2 ? null : <WatchedTogether registry={registry} />}
      <Section title="Systems">
        <SystemTable systems={systems} />
      </Section>
    </>
  );
}

function Figures({ systems, deployments, monitor }: Seen & { deployments: readonly DeploymentHealth[] }) {
  const firing = deployments.filter(({ health }) => health === 'firing').length;
  const watched = deployments.filter(({ watched }) => watched !== null).length;
  return (
    <dl className="figures">
      <Figure name="Systems" value={formatCount(systems.length)} />
      <Figure name="Deployments watched" value={`${formatCount(watched)} of ${formatCount(deployments.length)}`} />
      <Figure name="Firing" value={formatCount(firing)} />
      <HeldFigures />
      {monitor === null ? null : (
        <Figure
          name="False alarms"
          value={watched === 0 ? '–' : alarmsText(monitor.falseAlarmsPerDay * 30)}
          note={watched === 0 ? 'nothing is watched' : 'a month at most'}
        />
      )}
    </dl>
  );
}

/** @example alarmsText(3) // '3.0' */
const alarmsText = (many: number): string => (many < 100 ? formatNumber(many, 1) : formatCount(Math.round(many)));

const COLUMNS: readonly Column<SystemHealth>[] = [
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
    value: ({ health }) => rankOf(health),
    cell: ({ health }) => <StateBadge state={health} />,
  },
  { id: 'purpose', head: 'Purpose', value: ({ purpose }) => purpose, cell: ({ purpose }) => <Name>{purpose}</Name> },
  { id: 'owner', head: 'Owner', value: ({ owner }) => owner, cell: ({ owner }) => <Name>{owner}</Name> },
  {
    id: 'deployments',
    head: 'Deployments',
    isNumber: true,
    value: ({ deployments }) => deployments.length,
    cell: ({ deployments }) => formatCount(deployments.length),
  },
  {
    id: 'closed',
    head: 'As of',
    value: (system) => closedTo(system),
    cell: (system) => {
      const at = closedTo(system);
      return at === null ? '–' : <Time at={at} relative />;
    },
  },
];

/** End of the newest block of any deployment. */
const closedTo = ({ deployments }: SystemHealth): string | null =>
  deployments
    .map(({ watched }) => watched?.closedTo ?? null)
    .reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);

function SystemTable({ systems }: { readonly systems: readonly SystemHealth[] }) {
  const state = route.useSearch();
  const navigate = route.useNavigate();
  const sorted = systems.toSorted((a, b) => rankOf(a.health) - rankOf(b.health));
  return (
    <Table
      caption="Systems"
      columns={COLUMNS}
      rows={sorted}
      rowKey={({ id }) => id}
      isBad={({ health }) => health === 'firing'}
      state={state}
      onState={(search) => void navigate({ search, replace: true })}
      file="systems.csv"
    />
  );
}
