import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';
import { nullWhere } from './queries.js';

/** Most alerts that the list holds; older ones are found by the API. */
const MOST = 500;
/** Most alerts that are named on the page of something else. */
const FEW = 3;
/** Beside the feed, which tells of alerts and silences as they change; a silence that begins or ends by its time is no change. */
const AGAIN_MS = 60_000;
/** What no feed tells of, such as how far messages came, is asked for again after this time, ms. */
const UNTOLD_MS = 15_000;

/** Alerts that fire, or all, the newest first. */
export const alertsQuery = (isAll: boolean) =>
  queryOptions({
    queryKey: ['alerts', 'list', isAll],
    queryFn: ({ signal }) =>
      call('GET /v1/alerts', { query: { limit: MOST, state: isAll ? undefined : 'firing' }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** How many alerts fire, for the menu, which shows none of them. */
export const openAlertsQuery = queryOptions({
  queryKey: ['alerts', 'open'],
  queryFn: ({ signal }) => call('GET /v1/alerts', { query: { limit: 1, state: 'firing' }, signal }),
  refetchInterval: AGAIN_MS,
});

/** The newest alerts of one requirement on one deployment; null for whoever may not see them. */
export const alertsOfQuery = (of: { readonly deployment: string; readonly requirement: string }) =>
  queryOptions({
    queryKey: ['alerts', 'of', of],
    queryFn: ({ signal }) => call('GET /v1/alerts', { query: { ...of, limit: FEW }, signal }).catch(nullWhere(403)),
    refetchInterval: AGAIN_MS,
  });

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: ['alerts', 'one', id],
    queryFn: ({ signal }) => call('GET /v1/alerts/{id}', { path: { id }, signal }),
    refetchInterval: UNTOLD_MS,
  });

export const silencesQuery = queryOptions({
  queryKey: ['alerts', 'silences'],
  queryFn: ({ signal }) => call('GET /v1/alerts/silences', { signal }),
  refetchInterval: AGAIN_MS,
});

export const channelsQuery = queryOptions({
  queryKey: ['alerts', 'channels'],
  queryFn: ({ signal }) => call('GET /v1/alerts/channels', { signal }),
  refetchInterval: UNTOLD_MS,
});
