import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { beginOverview, beginSeries, beginSystem } from '../api/begin.js';
import { queryClient } from '../api/queries.js';
import { partOf } from '../api/registered.js';
import type { TableState } from '../parts/table.js';
import { root } from './root.js';
import { comes, type Search, tableState, text } from './search.js';

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: tableState,
  beforeLoad: (way) => {
    if (comes(way)) beginOverview(queryClient, partOf(way.search));
  },
  component: lazyRouteComponent(() => import('../pages/overview.js')),
});

const system = createRoute({
  getParentRoute: () => root,
  path: '/systems/$system',
  validateSearch: (search: Search): { deployment?: string | undefined } => ({ deployment: text(search.deployment) }),
  beforeLoad: (way) => {
    if (comes(way)) beginSystem(queryClient, { ...way.params, ...way.search });
  },
  component: lazyRouteComponent(() => import('../pages/system/system.js')),
});

const deployment = createRoute({
  getParentRoute: () => root,
  path: '/deployment',
  validateSearch: (search: Search): { id: string } => ({ id: text(search.id) ?? '' }),
  component: lazyRouteComponent(() => import('../pages/deployment.js')),
});

export interface SeriesSearch extends TableState {
  readonly deployment: string;
  readonly requirement: string;
  readonly component?: string | undefined;
  readonly group: Readonly<Record<string, string | null>>;
}

const series = createRoute({
  getParentRoute: () => root,
  path: '/series',
  validateSearch: ({ deployment, requirement, component, group, ...table }: Search): SeriesSearch => ({
    ...tableState(table),
    deployment: text(deployment) ?? '',
    requirement: text(requirement) ?? '',
    component: text(component),
    group: typeof group === 'object' && group !== null ? (group as Record<string, string | null>) : {},
  }),
  beforeLoad: (way) => {
    if (comes(way)) beginSeries(queryClient, { ...way.search, component: way.search.component ?? null });
  },
  component: lazyRouteComponent(() => import('../pages/series/series.js')),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  validateSearch: ({ view, ...table }: Search): TableState & { view?: 'all' | undefined } => ({
    ...tableState(table),
    view: view === 'all' ? view : undefined,
  }),
  component: lazyRouteComponent(() => import('../pages/alerts/alerts.js')),
});

const alert = createRoute({
  getParentRoute: () => root,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('../pages/alerts/alert.js')),
});

const SCOPES = ['all', 'system', 'deployment', 'version'] as const;
type ScopeKind = (typeof SCOPES)[number];

export interface StopsSearch extends TableState {
  readonly view?: 'ended' | 'reactions' | undefined;
  /** What is about to be stopped: the form is open with it. */
  readonly scope?: ScopeKind | undefined;
  readonly of?: string | undefined;
  readonly model?: string | undefined;
}

const stops = createRoute({
  getParentRoute: () => root,
  path: '/stops',
  validateSearch: ({ view, scope, of, model, ...table }: Search): StopsSearch => ({
    ...tableState(table),
    view: view === 'ended' || view === 'reactions' ? view : undefined,
    scope: SCOPES.find((one) => one === scope),
    of: text(of),
    model: text(model),
  }),
  component: lazyRouteComponent(() => import('../pages/stops/stops.js')),
});

const stop = createRoute({
  getParentRoute: () => root,
  path: '/stops/$id',
  component: lazyRouteComponent(() => import('../pages/stops/stop.js')),
});

export interface IncidentsSearch extends TableState {
  readonly view?: 'closed' | 'plans' | undefined;
  /** Whether the form is open that opens an incident, and about which deployment and alert. */
  readonly open?: true | undefined;
  readonly deployment?: string | undefined;
  readonly alert?: string | undefined;
}

const incidents = createRoute({
  getParentRoute: () => root,
  path: '/incidents',
  validateSearch: ({ view, open, deployment, alert: of, ...table }: Search): IncidentsSearch => ({
    ...tableState(table),
    view: view === 'closed' || view === 'plans' ? view : undefined,
    open: open === true ? open : undefined,
    deployment: text(deployment),
    alert: typeof of === 'number' ? String(of) : text(of),
  }),
  component: lazyRouteComponent(() => import('../pages/incidents/incidents.js')),
});

const incident = createRoute({
  getParentRoute: () => root,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('../pages/incidents/incident.js')),
});

const incidentPlan = createRoute({
  getParentRoute: () => root,
  path: '/incidents/plan',
  validateSearch: ({
    system: of,
    deployment,
  }: Search): { system?: string | undefined; deployment?: string | undefined } => ({
    system: text(of),
    deployment: text(deployment),
  }),
  component: lazyRouteComponent(() => import('../pages/incidents/plan.js')),
});

/** Pages of what runs: systems and what is watched of them, alerts, stops and incidents. */
export const operationRoutes = [
  overview,
  system,
  deployment,
  series,
  alerts,
  alert,
  stops,
  stop,
  incidents,
  incident,
  incidentPlan,
] as const;
