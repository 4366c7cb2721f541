import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { TableState } from '../parts/table.js';
import { root } from './root.js';
import { type Search, tableState, text } from './search.js';

const policies = createRoute({
  getParentRoute: () => root,
  path: '/policies',
  validateSearch: tableState,
  component: lazyRouteComponent(() => import('../pages/policies/policies.js')),
});

const policy = createRoute({
  getParentRoute: () => root,
  path: '/policies/edit',
  validateSearch: ({ deployment }: Search): { deployment?: string | undefined } => ({ deployment: text(deployment) }),
  component: lazyRouteComponent(() => import('../pages/policies/edit.js')),
});

const jobs = createRoute({
  getParentRoute: () => root,
  path: '/jobs',
  validateSearch: tableState,
  component: lazyRouteComponent(() => import('../pages/jobs.js')),
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
  component: lazyRouteComponent(() => import('../pages/settings/settings.js')),
});

/** A place in the log; undefined for what is none. */
const entryOf = (given: unknown): number | undefined =>
  Number.isSafeInteger(Number(given)) && given !== '' && given !== null && Number(given) >= 0
    ? Number(given)
    : undefined;

const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  validateSearch: ({ entry }: Search): { entry?: number | undefined } => ({ entry: entryOf(entry) }),
  component: lazyRouteComponent(() => import('../pages/ledger/ledger.js')),
});

const registry = createRoute({
  getParentRoute: () => root,
  path: '/registry',
  validateSearch: tableState,
  component: lazyRouteComponent(() => import('../pages/registry.js')),
});

/** Pages of what the service goes by: policies, the log, the registry, jobs and settings. */
export const settingsRoutes = [policies, policy, jobs, settings, ledger, registry] as const;
