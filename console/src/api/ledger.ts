import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';

const AGAIN_MS = 15_000;

/** Names, keys and times of the logs, and how they and their witnesses stand. */
export const ledgerStateQuery = queryOptions({
  queryKey: ['ledger-state'],
  queryFn: ({ signal }) => call('GET /v1/ledger', { signal }),
  refetchInterval: AGAIN_MS,
});
