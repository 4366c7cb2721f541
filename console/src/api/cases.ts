import { queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { call } from './call.js';

/** Most cases that the list holds; older ones are found by the API. */
const MOST = 200;
/** A clock that runs out is no change that anybody is told of. */
const AGAIN_MS = 60_000;

export type CaseReading = wire.CaseReading;
export type Case = wire.Case;
export type CaseWithMandates = wire.CaseWithMandates;
export type OutcomeScale = wire.OutcomeScale;
export type OutcomeValue = wire.CaseView['outcome'];

/** Ids of the cases that the reader has. */
export const mineQuery = queryOptions({
  queryKey: ['cases', 'mine'],
  queryFn: ({ signal }) => call('GET /v1/cases/mine', { signal }),
});

/** A case as its reader may see it. It is asked for once: what was shown stands beside what is typed, also after the lease is lost. */
export const readingQuery = (id: string) =>
  queryOptions({
    queryKey: ['reading', id],
    queryFn: ({ signal }) => call('GET /v1/cases/{id}/reading', { path: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** Files that the person handed in. */
export const evidenceQuery = (id: string) =>
  queryOptions({
    queryKey: ['reading', id, 'evidence'],
    queryFn: ({ signal }) => call('GET /v1/cases/{id}/evidence', { path: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** Time after which an explanation that is being made is asked for again, ms. */
const MADE_AFTER_MS = 1000;

/** Why the machine decided as it did, for whoever reads the case and has committed a view. */
export const explanationQuery = (id: string) =>
  queryOptions({
    queryKey: ['reading', id, 'explanation'],
    queryFn: ({ signal }) => call('GET /v1/cases/{id}/explanation', { path: { id }, signal }),
    refetchInterval: ({ state: { data } }) => (data !== undefined && 'status' in data ? MADE_AFTER_MS : false),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** Closed cases like one that its reader has viewed. */
export const similarQuery = (id: string) =>
  queryOptions({
    queryKey: ['reading', id, 'similar'],
    queryFn: ({ signal }) => call('GET /v1/cases/{id}/similar', { path: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** Reasons for which decisions were changed again and again. */
export const patternsQuery = queryOptions({
  queryKey: ['cases', 'patterns'],
  queryFn: ({ signal }) => call('GET /v1/cases/patterns', { signal }),
  refetchInterval: AGAIN_MS,
});

/** Cases of a list, for whoever looks after them. */
export const casesQuery = (stage: 'open' | 'all') =>
  queryOptions({
    queryKey: ['cases', 'list', stage],
    queryFn: ({ signal }) => call('GET /v1/cases', { query: { stage, limit: MOST }, signal }),
    refetchInterval: AGAIN_MS,
  });

export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['cases', 'one', id],
    queryFn: ({ signal }) => call('GET /v1/cases/{id}', { path: { id }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** What the person is told of a case; for whoever may know it. */
export const outcomeQuery = (id: string, revision: number) =>
  queryOptions({
    queryKey: ['cases', 'outcome', id, revision],
    queryFn: ({ signal }) => call('GET /v1/cases/{id}/outcome', { path: { id }, signal }),
  });

export type CaseOutlook = wire.CaseOutlook;

export const outlookQuery = queryOptions({
  queryKey: ['cases', 'outlook'],
  queryFn: ({ signal }) => call('GET /v1/cases/outlook', { signal }),
  refetchInterval: AGAIN_MS,
});

export type ReviewMeasures = wire.ReviewMeasures;
export type ReviewEstimate = wire.ReviewEstimate;

export const measuresQuery = queryOptions({
  queryKey: ['cases', 'measures'],
  queryFn: ({ signal }) => call('GET /v1/cases/measures', { signal }),
  staleTime: AGAIN_MS,
});
