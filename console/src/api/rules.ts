import { queryOptions } from '@tanstack/react-query';
import { call } from './call.js';

const AGAIN_MS = 60_000;

/** The rules of cutoffs by which a deployment decides, or did, the newest first. */
export const rulesQuery = (deployment: string) =>
  queryOptions({
    queryKey: ['rules', deployment],
    queryFn: ({ signal }) => call('GET /v1/rules', { query: { deployment }, signal }),
    refetchInterval: AGAIN_MS,
  });
