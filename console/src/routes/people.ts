import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { type FindSearch, ROUTES } from '../pages/decisions/filter.js';
import type { TableState } from '../parts/table.js';
import { root } from './root.js';
import { type Search, tableState, text } from './search.js';

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
  component: lazyRouteComponent(() => import('../pages/audits/audits.js')),
});

const auditFile = createRoute({
  getParentRoute: () => root,
  path: '/audits/file',
  component: lazyRouteComponent(() => import('../pages/audits/file.js')),
});

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audits/$id',
  validateSearch: (search: Search): { with?: string | undefined } => ({ with: text(search.with) }),
  component: lazyRouteComponent(() => import('../pages/audits/audit.js')),
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
  component: lazyRouteComponent(() => import('../pages/decisions/decisions.js')),
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
  component: lazyRouteComponent(() => import('../pages/cases/cases.js')),
});

const oneCase = createRoute({
  getParentRoute: () => root,
  path: '/cases/$id',
  component: lazyRouteComponent(() => import('../pages/cases/case.js')),
});

const calibration = createRoute({
  getParentRoute: () => root,
  path: '/calibrations/$id',
  component: lazyRouteComponent(() => import('../pages/cases/calibration.js')),
});

/** Pages of decisions about people, of audits of them, and of cases that people read. */
export const peopleRoutes = [audits, auditFile, audit, decisions, cases, oneCase, calibration] as const;
