import { queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { call } from './call.js';

// What is registered, in the parts that pages need: a thousand systems are too much to read for a page that names one of them.

/** Beside the feed, which may be lost in a sleeping browser. */
const AGAIN_MS = 60_000;

/** What of a list is asked for. */
export interface ListPart {
  readonly q?: string | undefined;
  readonly sort?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Rows of a page of a table. */
export const ROWS = 50;

/** The part of a list that stands on a page of a table, in some order. */
export const partOf = ({
  q,
  sort,
  page = 1,
}: Pick<ListPart, 'q' | 'sort'> & { page?: number | undefined }): ListPart => ({
  ...{ q, sort, offset: (Math.max(1, page) - 1) * ROWS, limit: ROWS },
});

/** A page of a list that the service keeps in order, with how many fit the words and how many there are. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly found: number;
  readonly total: number;
}

/** How a page of a list is asked for. */
export interface ListQuery<Row> {
  readonly queryKey: readonly unknown[];
  readonly queryFn: (asked: { readonly signal: AbortSignal }) => Promise<ListPage<Row>>;
  readonly refetchInterval?: number;
}

/** How much there is of everything, and which deployments need somebody. */
export const overviewQuery = queryOptions({
  queryKey: ['monitor', 'overview'],
  queryFn: ({ signal }) => call('GET /v1/overview', { signal }),
  refetchInterval: AGAIN_MS,
});

export type Overview = wire.Overview;
export type SystemRow = wire.Systems['systems'][number];
export type DeploymentRow = wire.Deployments['deployments'][number];

/** Systems, the worst first where no order is asked for. */
export const systemsQuery = (part: ListPart): ListQuery<SystemRow> => ({
  queryKey: ['monitor', 'systems', part],
  async queryFn({ signal }) {
    const { systems, ...counts } = await call('GET /v1/systems', { query: { ...part }, signal });
    return { rows: systems, ...counts };
  },
  refetchInterval: AGAIN_MS,
});

/** Deployments with what they serve and by which policies. */
export const deploymentsQuery = (part: ListPart): ListQuery<DeploymentRow> => ({
  queryKey: ['monitor', 'deployments', part],
  async queryFn({ signal }) {
    const { deployments, ...counts } = await call('GET /v1/deployments', { query: { ...part }, signal });
    return { rows: deployments, ...counts };
  },
});

export type NameKind = keyof wire.RegistryNames['counts'];

/** What names are looked for. */
export interface NamesPart {
  readonly q?: string | undefined;
  readonly kind?: NameKind | undefined;
  readonly model?: string | undefined;
  readonly limit?: number | undefined;
}

/** Systems, deployments and versions by what stands in their names, the nearest first. */
export const registeredNamesQuery = (part: NamesPart) =>
  queryOptions({
    queryKey: ['registry', 'names', part],
    queryFn: ({ signal }) => call('GET /v1/registry/names', { query: { ...part }, signal }),
    staleTime: AGAIN_MS,
  });
