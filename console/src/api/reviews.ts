import { queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { call } from './call.js';

/** What runs out by the clock is no change that anybody is told of. */
const AGAIN_MS = 60_000;

export type Calibration = wire.Calibration;
export type Discussed = wire.CalibrationDiscussion['items'][number];
export type PersonRequest = wire.PersonRequest;
export type ReaderTrainings = wire.ReaderTrainings;

/** Who is trained until when. */
export const trainingsQuery = queryOptions({
  queryKey: ['cases', 'trainings'],
  queryFn: ({ signal }) => call('GET /v1/cases/trainings', { signal }),
  refetchInterval: AGAIN_MS,
});

/** Decisions like those that were changed for one reason. They are drawn, so they are asked for once. */
export const likeQuery = (deployment: string, because: string) =>
  queryOptions({
    queryKey: ['cases', 'like', deployment, because],
    queryFn: ({ signal }) =>
      call('GET /v1/cases/patterns/decisions', { query: { deployment, because: because as 'policy' }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What people ask about what is held about them. */
export const requestsQuery = (state: 'open' | 'all') =>
  queryOptions({
    queryKey: ['requests', state],
    queryFn: ({ signal }) => call('GET /v1/requests', { query: { state }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** All calibrations, for whoever looks after reviews. */
export const calibrationsQuery = queryOptions({
  queryKey: ['calibrations', 'list'],
  queryFn: ({ signal }) => call('GET /v1/calibrations', { signal }),
  refetchInterval: AGAIN_MS,
});

export const calibrationQuery = (id: string) =>
  queryOptions({
    queryKey: ['calibrations', 'one', id],
    queryFn: ({ signal }) => call('GET /v1/calibrations/{id}', { path: { id }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** What everybody said, once a calibration is closed: for whoever looks after it, or who read in it. */
export const discussionQuery = (id: string, isReader: boolean) =>
  queryOptions({
    queryKey: ['calibrations', 'discussion', id, isReader],
    queryFn: ({ signal }) =>
      isReader
        ? call('GET /v1/calibrations/{id}/read', { path: { id }, signal })
        : call('GET /v1/calibrations/{id}/discussion', { path: { id }, signal }),
    // Each look at the inputs of people leaves entries, so nothing is asked for again until something was written.
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Calibrations in which the reader reads. */
export const ownCalibrationsQuery = queryOptions({
  queryKey: ['calibrations', 'mine'],
  queryFn: ({ signal }) => call('GET /v1/calibrations/mine', { signal }),
});

/** The next case of a calibration for its reader. It is asked for once: what is typed stands beside it. */
export const nextItemQuery = (id: string) =>
  queryOptions({
    queryKey: ['calibration-item', id],
    queryFn: ({ signal }) => call('GET /v1/calibrations/{id}/next', { path: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

/** What readers go by at cases of a system, the newest version first. */
export const standardsQuery = (system: string) =>
  queryOptions({
    queryKey: ['calibrations', 'standards', system],
    queryFn: ({ signal }) => call('GET /v1/standards/{system}', { path: { system }, signal }),
  });

/** What the reader of a case goes by. */
export const standardQuery = (id: string) =>
  queryOptions({
    queryKey: ['reading', id, 'standard'],
    queryFn: ({ signal }) => call('GET /v1/cases/{id}/standard', { path: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
