import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';

const AGAIN_MS = 60_000;

/** What people asked for, the longest open first. */
export const personRequestsQuery = queryOptions({
  queryKey: ['requests'],
  queryFn: ({ signal }) => call('GET /v1/requests', { signal }),
  refetchInterval: AGAIN_MS,
});
