import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';
import { nullWhere } from './queries.js';

/** How soon a page about stops shows what others did, ms: a second person waits for the first. */
const SOON_MS = 3_000;
/** Elsewhere. */
const AGAIN_MS = 15_000;

/** What is stopped now; null for whoever may not see it. */
export const stopsQuery = queryOptions({
  queryKey: ['stops', 'in force'],
  queryFn: ({ signal }) => call('GET /v1/stops', { signal }).catch(nullWhere(403)),
  refetchInterval: AGAIN_MS,
});

export const stopListQuery = (isEnded: boolean) =>
  queryOptions({
    queryKey: ['stops', 'list', isEnded],
    queryFn: ({ signal }) => call('GET /v1/stops', { query: { ended: isEnded ? 'true' : undefined }, signal }),
    refetchInterval: SOON_MS,
  });

export const stopQuery = (id: string) =>
  queryOptions({
    queryKey: ['stops', 'one', id],
    queryFn: ({ signal }) => call('GET /v1/stops/{id}', { path: { id }, signal }),
    refetchInterval: SOON_MS,
  });

/** Audits later than a stop by deployment, and what each lacks to let it be resumed. */
export const stopAuditsQuery = (id: string) =>
  queryOptions({
    queryKey: ['stops', 'audits', id],
    queryFn: ({ signal }) => call('GET /v1/stops/{id}/audits', { path: { id }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** Versions that are tried out now; null for whoever may not see them. */
export const canariesQuery = queryOptions({
  queryKey: ['stops', 'canaries'],
  queryFn: ({ signal }) => call('GET /v1/canaries', { signal }).catch(nullWhere(403)),
  refetchInterval: AGAIN_MS,
});

/** The version that is tried out on a deployment; null for whoever may not see it. */
export const canaryQuery = (deployment: string) =>
  queryOptions({
    queryKey: ['stops', 'canaries', deployment],
    queryFn: ({ signal }) => call('GET /v1/canaries', { query: { deployment }, signal }).catch(nullWhere(403)),
    refetchInterval: AGAIN_MS,
  });

/** What alerts set off by themselves. */
export const reactionsQuery = queryOptions({
  queryKey: ['stops', 'reactions'],
  queryFn: ({ signal }) => call('GET /v1/reactions', { signal }),
  refetchInterval: AGAIN_MS,
});

/** What was decided under a stop, or on a deployment while it was stopped; null for whoever may not see it. */
export const decidedQuery = (of: { readonly stop: string } | { readonly deployment: string }) =>
  queryOptions({
    queryKey: ['stops', 'decided', of],
    queryFn: ({ signal }) =>
      call('GET /v1/stops/decisions', { query: { ...of, limit: MOST_DECIDED }, signal }).catch(nullWhere(403)),
    refetchInterval: AGAIN_MS,
  });

/** Decisions that one page lists; the counts are of all of them. */
const MOST_DECIDED = 200;

/** What the rows of a request for a training come to: the service reads them all for it, and its log keeps who asked, so that it is asked once. */
export const requestedRowsQuery = (id: string) =>
  queryOptions({
    queryKey: ['stops', 'reactions', 'rows', id],
    queryFn: ({ signal }) => call('GET /v1/reactions/{id}/rows', { path: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
