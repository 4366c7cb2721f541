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
