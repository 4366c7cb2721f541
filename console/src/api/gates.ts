import { queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { call } from './call.js';
import { nullWhere } from './queries.js';

/** How soon a page about a gate shows what others did, ms: a second person waits for the first. */
const SOON_MS = 5_000;
/** Elsewhere. */
const AGAIN_MS = 60_000;

export type ListedGate = wire.GateList['gates'][number];
export type Gate = wire.GateStatus;

/** Every gate; null for whoever may not see them. */
export const gatesQuery = queryOptions({
  queryKey: ['gates', 'list'],
  queryFn: ({ signal }) => call('GET /v1/gates', { signal }).catch(nullWhere(403)),
  refetchInterval: AGAIN_MS,
});

export interface GateName {
  readonly deployment: string;
  /** A version that is to decide there; the one that serves, unless given. */
  readonly version?: string | undefined;
}

/** A gate as it stands; null for a deployment without one, and for whoever may not see it. */
export const gateQuery = ({ deployment, version }: GateName, everyMs = AGAIN_MS) =>
  queryOptions({
    queryKey: ['gates', 'one', deployment, version ?? null],
    queryFn: ({ signal }) =>
      call('GET /v1/gate', { query: { deployment, version }, signal }).catch(nullWhere(404)).catch(nullWhere(403)),
    refetchInterval: everyMs,
  });

/** The same for the page of the gate, where it is waited for what others do. */
export const watchedGateQuery = (of: GateName) =>
  queryOptions({
    queryKey: ['gates', 'one', of.deployment, of.version ?? null],
    queryFn: ({ signal }) => call('GET /v1/gate', { query: { ...of }, signal }).catch(nullWhere(404)),
    refetchInterval: SOON_MS,
  });
