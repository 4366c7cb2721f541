import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';

export const accountsQuery = queryOptions({
  queryKey: ['people', 'accounts'],
  queryFn: ({ signal }) => call('GET /v1/accounts', { signal }),
});

export const keysQuery = queryOptions({
  queryKey: ['people', 'keys'],
  queryFn: ({ signal }) => call('GET /v1/keys', { signal }),
});

/** What is past its time, by the rules of retention. */
export const retentionQuery = queryOptions({
  queryKey: ['retention'],
  queryFn: ({ signal }) => call('GET /v1/retention', { signal }),
});
