import { QueryClient, queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { call, Refused, Unreachable } from './call.js';

const MOST_TRIES = 2;
/** What changes without the live feed, such as how far blocks are, is asked for again after this time, ms. */
const STALE_MS = 15_000;
/** Beside the feed, which may be lost in a sleeping browser. */
const AGAIN_MS = 60_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      // What the service refuses it refuses again; only a lost connection is tried anew.
      retry: (tries, cause) => cause instanceof Unreachable && tries < MOST_TRIES,
    },
    mutations: { retry: false },
  },
});

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => call('GET /v1/session', { signal }),
  staleTime: 5 * AGAIN_MS,
  // Whoever comes back to a tab may have signed in as somebody else in another.
  refetchOnWindowFocus: 'always',
});

/** Names behind the ids by which acts say who did them; null for whoever may not know colleagues. */
export const namesQuery = queryOptions({
  queryKey: ['names'],
  queryFn: ({ signal }) => call('GET /v1/names', { signal }).catch(nullWhere(403)),
  staleTime: AGAIN_MS,
});

export const registryQuery = queryOptions({
  queryKey: ['registry'],
  queryFn: ({ signal }) => call('GET /v1/registry', { signal }),
  staleTime: AGAIN_MS,
});

/** What is registered of one system, or of that of a deployment or a model: everything registered is much to read for a page about one. */
export const registeredOfQuery = (of: OfSystem) =>
  queryOptions({
    queryKey: ['registry', of],
    queryFn: ({ signal }) => call('GET /v1/registry', { query: { ...of }, signal }),
    staleTime: AGAIN_MS,
  });

export type OfSystem = { readonly system: string } | { readonly deployment: string } | { readonly model: string };

/** What is watched of one system; null for whoever may not see the monitor at all. */
export const watchedOfQuery = (of: Exclude<OfSystem, { readonly model: string }>) =>
  queryOptions({
    queryKey: ['monitor', 'list', of],
    queryFn: ({ signal }) => call('GET /v1/monitor', { query: { ...of }, signal }).catch(nullWhere(403)),
    refetchInterval: AGAIN_MS,
  });

/** Null for a deployment that is not watched. */
export const policyQuery = (deployment: string) =>
  queryOptions({
    queryKey: ['monitor', 'policy', deployment],
    queryFn: ({ signal }) => call('GET /v1/monitor/policy', { query: { deployment }, signal }).catch(nullWhere(404)),
  });

export const seriesQuery = (deployment: string) =>
  queryOptions({
    queryKey: ['monitor', 'series', deployment],
    queryFn: ({ signal }) => call('GET /v1/monitor/series', { query: { deployment }, signal }),
    refetchInterval: AGAIN_MS,
  });

export interface SeriesName {
  readonly deployment: string;
  readonly requirement: string;
  readonly component: string | null;
  readonly group: Readonly<Record<string, string | null>>;
}

export const historyQuery = ({ deployment, requirement, component, group }: SeriesName) =>
  queryOptions({
    queryKey: ['monitor', 'history', deployment, requirement, component, group],
    queryFn: ({ signal }) =>
      call('GET /v1/monitor/history', {
        query: { deployment, requirement, component: component ?? undefined, group: JSON.stringify(group) },
        signal,
      }),
    refetchInterval: AGAIN_MS,
  });

/** Most changes that the page of a deployment shows; the newest are what a reader looks for. */
const MOST_CHANGES = 20;

/** The newest changes of the states of a deployment, the newest first. */
export const changesQuery = (deployment: string) =>
  queryOptions({
    queryKey: ['monitor', 'changes', deployment],
    queryFn: ({ signal }) =>
      call('GET /v1/monitor/changes', { query: { deployment, order: 'newest', limit: MOST_CHANGES }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** What the last whole day shows of a deployment; null for one that is not watched, and for whoever may not see numbers. */
export const digestQuery = (deployment: string) =>
  queryOptions({
    queryKey: ['monitor', 'digest', deployment],
    queryFn: ({ signal }) =>
      call('GET /v1/monitor/digest', { query: { deployment }, signal }).catch(nullWhere(403)).catch(nullWhere(404)),
    // A day ends once; what is counted late changes it little.
    staleTime: AGAIN_MS,
  });

/** How everything that is watched stands, taken together; null for whoever may not see the monitor. */
export const fleetQuery = queryOptions({
  queryKey: ['monitor', 'fleet'],
  queryFn: ({ signal }) => call('GET /v1/monitor/fleet', { signal }).catch(nullWhere(403)),
  staleTime: AGAIN_MS,
});

export function nullWhere(status: number): (cause: unknown) => null {
  return (cause) => {
    if (cause instanceof Refused && cause.status === status) return null;
    throw cause;
  };
}

export type Series = wire.MonitorSeries['series'][number];
export type Watched = wire.WatchedDeployment;
export type WatchedPolicy = wire.WatchingPolicy;
export type Registry = wire.Registry;
