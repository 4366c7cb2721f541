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

const RUNNING_MS = 1_000;
const RESTING_MS = 60_000;

/** Whether an audit goes on. */
export const goesOn = ({ endedAt }: { readonly endedAt: string | null }): boolean => endedAt === null;

/** The audits that the reader began, for a day after their end; asked for often while one goes on. */
export const runsQuery = queryOptions({
  queryKey: ['audit-runs'],
  queryFn: ({ signal }) => call('GET /v1/audit-runs', { signal }),
  refetchInterval: ({ state }) => (state.data?.runs.some(goesOn) === true ? RUNNING_MS : RESTING_MS),
});
