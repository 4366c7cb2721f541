import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { beginOverview, beginSeries, beginSystem } from './api/begin.js';
import { Refused } from './api/call.js';
import { queryClient, sessionQuery } from './api/queries.js';
import { partOf } from './api/registered.js';
import type { ControlsSearch } from './pages/controls/search.js';
import { type FindSearch, ROUTES } from './pages/decisions/filter.js';
import { Page } from './parts/page.js';
import { Failure, Loading } from './parts/states.js';
import type { TableState } from './parts/table.js';
import { Shell } from './shell/shell.js';
import { signInAddress } from './shell/sign-in.js';

const root = createRootRoute({
  component: Shell,
  // Whoever is not signed in is led to the page for that, and back.
  beforeLoad: async () => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (cause) {
      if (!(cause instanceof Refused && cause.status === 401)) throw cause;
      location.replace(signInAddress(location));
      await new Promise(() => undefined);
    }
  },
  notFoundComponent: () => (
    <Page title="There is no such page">
      <p className="note">The menu, or Ctrl K, leads to those that there are.</p>
    </Page>
  ),
  errorComponent: ({ error, reset }) => (
    <main className="main">
      <Failure cause={error} onRetry={reset} />
    </main>
  ),
});

type Search = Readonly<Record<string, unknown>>;
/** Whether a reader comes to a page: one that only points at the way to it looks at nothing, and every look at numbers is noted. */
const comes = ({ preload }: { readonly preload: boolean }): boolean => !preload;
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const tableState = ({ q, sort, page }: Search): TableState => ({
  q: text(q),
  sort: text(sort),
  page: Number.isSafeInteger(page) ? (page as number) : undefined,
});

const overview = createRoute({
  getParentRoute: () => root,
  path: '/',
  validateSearch: tableState,
  beforeLoad: (way) => {
    if (comes(way)) beginOverview(queryClient, partOf(way.search));
  },
  component: lazyRouteComponent(() => import('./pages/overview.js')),
});

const system = createRoute({
  getParentRoute: () => root,
  path: '/systems/$system',
  validateSearch: (search: Search): { deployment?: string | undefined } => ({ deployment: text(search.deployment) }),
  beforeLoad: (way) => {
    if (comes(way)) beginSystem(queryClient, { ...way.params, ...way.search });
  },
  component: lazyRouteComponent(() => import('./pages/system/system.js')),
});

const deployment = createRoute({
  getParentRoute: () => root,
  path: '/deployment',
  validateSearch: (search: Search): { id: string } => ({ id: text(search.id) ?? '' }),
  component: lazyRouteComponent(() => import('./pages/deployment.js')),
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
  component: lazyRouteComponent(() => import('./pages/series/series.js')),
});

const alerts = createRoute({
  getParentRoute: () => root,
  path: '/alerts',
  validateSearch: ({ view, ...table }: Search): TableState & { view?: 'all' | undefined } => ({
    ...tableState(table),
    view: view === 'all' ? view : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/alerts/alerts.js')),
});

const alert = createRoute({
  getParentRoute: () => root,
  path: '/alerts/$id',
  component: lazyRouteComponent(() => import('./pages/alerts/alert.js')),
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
  component: lazyRouteComponent(() => import('./pages/stops/stops.js')),
});

const stop = createRoute({
  getParentRoute: () => root,
  path: '/stops/$id',
  component: lazyRouteComponent(() => import('./pages/stops/stop.js')),
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
  component: lazyRouteComponent(() => import('./pages/incidents/incidents.js')),
});

const incident = createRoute({
  getParentRoute: () => root,
  path: '/incidents/$id',
  component: lazyRouteComponent(() => import('./pages/incidents/incident.js')),
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
  component: lazyRouteComponent(() => import('./pages/incidents/plan.js')),
});

export interface AuditsSearch extends TableState {
  /** Whether the form is open that runs an audit, and of which deployment. */
  readonly run?: true | undefined;
  readonly deployment?: string | undefined;
}

const audits = createRoute({
  getParentRoute: () => root,
  path: '/audits',
  validateSearch: ({ run, deployment, ...table }: Search): AuditsSearch => ({
    ...tableState(table),
    run: run === true ? run : undefined,
    deployment: text(deployment),
  }),
  component: lazyRouteComponent(() => import('./pages/audits/audits.js')),
});

const auditFile = createRoute({
  getParentRoute: () => root,
  path: '/audits/file',
  component: lazyRouteComponent(() => import('./pages/audits/file.js')),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audits/$id',
  validateSearch: (search: Search): { with?: string | undefined } => ({ with: text(search.with) }),
  component: lazyRouteComponent(() => import('./pages/audits/audit.js')),
});

export interface DecisionsSearch extends TableState, FindSearch {
  /** The one decision that is shown. */
  readonly id?: string | undefined;
  /** Whether decisions are searched by what the address says. */
  readonly find?: true | undefined;
}

const findSearch = ({ deployment, version, outcome, route, stage, from, to, group }: Search): FindSearch => ({
  ...{ deployment: text(deployment), version: text(version), stage: text(stage) },
  outcome: outcome === null || typeof outcome === 'number' ? outcome : text(outcome),
  route: ROUTES.find((one) => one === route),
  ...{ from: text(from), to: text(to) },
  group: typeof group === 'object' && group !== null ? (group as Record<string, string | null>) : undefined,
});

const decisions = createRoute({
  getParentRoute: () => root,
  path: '/decisions',
  validateSearch: ({ id, find, ...search }: Search): DecisionsSearch => ({
    ...tableState(search),
    ...findSearch(search),
    id: text(id),
    find: find === true ? find : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/decisions/decisions.js')),
});

const CASE_VIEWS = ['all', 'load', 'measures', 'patterns', 'calibrations', 'training', 'requests'] as const;

export interface CasesSearch extends TableState {
  readonly view?: (typeof CASE_VIEWS)[number] | undefined;
  /** The pattern of which like decisions are listed: its deployment and its reason. */
  readonly deployment?: string | undefined;
  readonly because?: string | undefined;
}

const cases = createRoute({
  getParentRoute: () => root,
  path: '/cases',
  validateSearch: ({ view, deployment, because, ...table }: Search): CasesSearch => ({
    ...tableState(table),
    view: CASE_VIEWS.find((one) => one === view),
    ...{ deployment: text(deployment), because: text(because) },
  }),
  component: lazyRouteComponent(() => import('./pages/cases/cases.js')),
});

const oneCase = createRoute({
  getParentRoute: () => root,
  path: '/cases/$id',
  component: lazyRouteComponent(() => import('./pages/cases/case.js')),
});

const calibration = createRoute({
  getParentRoute: () => root,
  path: '/calibrations/$id',
  component: lazyRouteComponent(() => import('./pages/cases/calibration.js')),
});

const policies = createRoute({
  getParentRoute: () => root,
  path: '/policies',
  validateSearch: tableState,
  component: lazyRouteComponent(() => import('./pages/policies/policies.js')),
});

const policy = createRoute({
  getParentRoute: () => root,
  path: '/policies/edit',
  validateSearch: ({ deployment }: Search): { deployment?: string | undefined } => ({ deployment: text(deployment) }),
  component: lazyRouteComponent(() => import('./pages/policies/edit.js')),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  validateSearch: tableState,
  component: lazyRouteComponent(() => import('./pages/jobs.js')),
});

const TABS = ['keys', 'channels', 'retention', 'ledger'] as const;

export interface SettingsSearch extends TableState {
  readonly tab?: (typeof TABS)[number] | undefined;
}

const settings = createRoute({
  getParentRoute: () => root,
  path: '/settings',
  validateSearch: ({ tab, ...table }: Search): SettingsSearch => ({
    ...tableState(table),
    tab: TABS.find((one) => one === tab),
  }),
  component: lazyRouteComponent(() => import('./pages/settings/settings.js')),
});

const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  component: lazyRouteComponent(() => import('./pages/ledger/ledger.js')),
});

const registry = createRoute({
  getParentRoute: () => root,
  path: '/registry',
  validateSearch: tableState,
  component: lazyRouteComponent(() => import('./pages/registry.js')),
});

const gates = createRoute({
  getParentRoute: () => root,
  path: '/gates',
  validateSearch: tableState,
  component: lazyRouteComponent(() => import('./pages/gates/gates.js')),
});

const gate = createRoute({
  getParentRoute: () => root,
  path: '/gate',
  validateSearch: ({ deployment: of, version }: Search): { deployment: string; version?: string | undefined } => ({
    deployment: text(of) ?? '',
    version: text(version),
  }),
  component: lazyRouteComponent(() => import('./pages/gates/gate.js')),
});

const CONTROL_VIEWS = ['tasks', 'screen', 'workshops'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

const controls = createRoute({
  getParentRoute: () => root,
  path: '/controls',
  validateSearch: ({ system: of, at, framework, place, status, view, id, ...table }: Search): ControlsSearch => ({
    ...tableState(table),
    ...{ system: text(of), framework: text(framework), place: text(place), status: text(status), id: text(id) },
    at: DAY.test(String(at)) ? String(at) : undefined,
    view: CONTROL_VIEWS.find((one) => one === view),
  }),
  component: lazyRouteComponent(() => import('./pages/controls/controls.js')),
});

export interface DocumentsSearch {
  /** What they are about: a deployment, a version, a system or a model. */
  readonly subject?: string | undefined;
  readonly kind?: string | undefined;
  readonly view?: 'internal' | undefined;
  /** Another subject, such as the version before, whose document it is compared with. */
  readonly with?: string | undefined;
  /** The field that is to be answered. */
  readonly field?: string | undefined;
}

const documents = createRoute({
  getParentRoute: () => root,
  path: '/documents',
  validateSearch: ({ subject, kind, view, with: other, field }: Search): DocumentsSearch => ({
    ...{ subject: text(subject), kind: text(kind), with: text(other), field: text(field) },
    view: view === 'internal' ? view : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/documents/documents.js')),
});

const inbox = createRoute({
  getParentRoute: () => root,
  path: '/tasks',
  component: lazyRouteComponent(() => import('./pages/inbox/inbox.js')),
});

interface LineageSearch {
  readonly version?: string | undefined;
  readonly data?: string | undefined;
  /** A model, of which the shares of groups are shown, and by how much one has to have fallen. */
  readonly model?: string | undefined;
  readonly fall?: string | undefined;
}

const lineage = createRoute({
  getParentRoute: () => root,
  path: '/lineage',
  validateSearch: ({ version, data, model, fall }: Search): LineageSearch => ({
    ...{ version: text(version), data: text(data), model: text(model) },
    fall: FALL.test(String(fall)) ? String(fall) : undefined,
  }),
  component: lazyRouteComponent(() => import('./pages/lineage/lineage.js')),
});

/** As the service takes it. */
const FALL = /^0(\.\d{1,6})?$/;

export const router = createRouter({
  routeTree: root.addChildren([
    overview,
    system,
    series,
    alerts,
    alert,
    stops,
    stop,
    incidents,
    incidentPlan,
    incident,
    audits,
    auditFile,
    audit,
    decisions,
    cases,
    oneCase,
    calibration,
    policies,
    policy,
    ledger,
    registry,
    deployment,
    gates,
    gate,
    controls,
    documents,
    inbox,
    lineage,
    jobs,
    settings,
  ]),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
  defaultPendingComponent: () => <Loading what="the page" />,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
