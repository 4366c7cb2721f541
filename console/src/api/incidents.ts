import { queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { call } from './call.js';
import { nullWhere } from './queries.js';

/** Most incidents that the list holds; older ones are found by the API. */
const MOST = 200;
/** Most incidents that are named on the page of something else. */
const FEW = 10;
/** Items of a timeline that are read at once. */
const MOST_ITEMS = 500;
/** Beside the feed; a clock that runs out is no change. */
const AGAIN_MS = 60_000;

/** Incidents that are open or closed, the newest first. */
export const incidentsQuery = (state: 'open' | 'closed') =>
  queryOptions({
    queryKey: ['incidents', 'list', state],
    queryFn: ({ signal }) => call('GET /v1/incidents', { query: { state, limit: MOST }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** How many incidents are open, for the menu; null for whoever may not see them. */
export const openIncidentsQuery = queryOptions({
  queryKey: ['incidents', 'open'],
  queryFn: ({ signal }) =>
    call('GET /v1/incidents', { query: { state: 'open', limit: 1 }, signal }).catch(nullWhere(403)),
  refetchInterval: AGAIN_MS,
});

/** Incidents that are open and concern a system or a deployment; null for whoever may not see them. */
export const incidentsOfQuery = (of: { readonly system: string } | { readonly deployment: string }) =>
  queryOptions({
    queryKey: ['incidents', 'of', of],
    queryFn: ({ signal }) =>
      call('GET /v1/incidents', { query: { ...of, state: 'open', limit: FEW }, signal }).catch(nullWhere(403)),
    refetchInterval: AGAIN_MS,
  });

export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', 'one', id],
    queryFn: ({ signal }) => call('GET /v1/incidents/{id}', { path: { id }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** The timeline of an incident, all of it. */
export const timelineQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', 'timeline', id],
    async queryFn({ signal }) {
      const page = (after: number) =>
        call('GET /v1/incidents/{id}/timeline', { path: { id }, query: { after, limit: MOST_ITEMS }, signal });
      const items = [];
      for (let after: number | null = 0; after !== null; ) {
        const found: Awaited<ReturnType<typeof page>> = await page(after);
        items.push(...found.items);
        after = found.next;
      }
      return items;
    },
    refetchInterval: AGAIN_MS,
  });

/** What authorities ask to be told of an incident, as far as it is answered. */
export const templatesQuery = (id: string) =>
  queryOptions({
    queryKey: ['incidents', 'templates', id],
    queryFn: ({ signal }) => call('GET /v1/incidents/{id}/templates', { path: { id }, signal }),
    refetchInterval: AGAIN_MS,
  });

export const plansQuery = queryOptions({
  queryKey: ['incidents', 'plans'],
  queryFn: ({ signal }) => call('GET /v1/incident-plans', { signal }),
  refetchInterval: AGAIN_MS,
});

export type PlanScope = wire.IncidentPlanAnswer['scope'];
const isSame = (a: PlanScope, b: PlanScope): boolean =>
  a.kind === 'system'
    ? b.kind === 'system' && a.system === b.system
    : b.kind === 'deployment' && a.deployment === b.deployment;

/** The plan that a system or a deployment has of its own; null where the list knows none. */
export const planQuery = (of: PlanScope) =>
  queryOptions({
    queryKey: ['incidents', 'plan', of],
    async queryFn({ signal, client }) {
      const { plans } = await client.fetchQuery(plansQuery);
      if (!plans.some(({ scope, revision }) => revision !== null && isSame(scope, of))) return null;
      const query = of.kind === 'system' ? { system: of.system } : { deployment: of.deployment };
      return call('GET /v1/incident-plan', { query, signal }).catch(nullWhere(404));
    },
  });

/** Which system uses what another one puts out. */
export const mapQuery = queryOptions({
  queryKey: ['incidents', 'map'],
  queryFn: ({ signal }) => call('GET /v1/incident-map', { signal }),
  refetchInterval: AGAIN_MS,
});

/** Words of incidents, and the duties that are known: dated data of the service. */
export const dutiesQuery = queryOptions({
  queryKey: ['incident-duties'],
  queryFn: ({ signal }) => call('GET /v1/incident-duties', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});
