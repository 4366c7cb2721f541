import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';

/** By which policies a deployment was watched, the newest first. */
export const policyHistoryQuery = (deployment: string) =>
  queryOptions({
    queryKey: ['monitor', 'policies', deployment],
    queryFn: ({ signal }) => call('GET /v1/monitor/policies', { query: { deployment }, signal }),
  });

/** The text of a policy, which its digest fixes. */
export const policyTextQuery = (digest: string) =>
  queryOptions({
    queryKey: ['monitor', 'policy text', digest],
    queryFn: ({ signal }) => call('GET /v1/monitor/policies/{digest}', { path: { digest }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** What is wrong with a text, as `tribune policy check` says it. */
export const policyCheckQuery = (policy: string) =>
  queryOptions({
    queryKey: ['policy check', policy],
    queryFn: ({ signal }) => call('POST /v1/policies/check', { body: { policy }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
