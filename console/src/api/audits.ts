import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';

const AGAIN_MS = 30_000;

/** Audits that were made, the newest first, of one deployment or of all. */
export const auditsQuery = (deployment: string | undefined) =>
  queryOptions({
    queryKey: ['audits', 'list', deployment],
    queryFn: ({ signal }) => call('GET /v1/audits', { query: { deployment }, signal }),
    refetchInterval: AGAIN_MS,
  });

/** One audit with its result and its policy, which do not change. */
export const auditQuery = (id: string) =>
  queryOptions({
    queryKey: ['audits', 'one', id],
    queryFn: ({ signal }) => call('GET /v1/audits/{id}', { path: { id }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
