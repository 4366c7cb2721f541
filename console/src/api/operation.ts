import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';

/** Jobs that run are seen to end soon, ms. */
const SOON_MS = 5_000;

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => call('GET /v1/jobs', { signal }),
  refetchInterval: SOON_MS,
});
