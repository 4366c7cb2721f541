import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { call } from './call.js';

export type VersionLineage = wire.VersionLineage;
export type DataLineage = wire.DataLineage;
export type ModelShares = wire.ModelShares;
export type ListedRun = wire.ListedTrainingRun;

/** Runs come in pages, the newest first. */
const PAGES = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next }: { readonly next: string | null }) => next ?? undefined,
};

/** From what a version was made, and where it served. */
export const versionLineageQuery = (digest: string) =>
  infiniteQueryOptions({
    queryKey: ['lineage', 'version', digest],
    queryFn: ({ signal, pageParam }) =>
      call('GET /v1/lineage/versions/{digest}', { path: { digest }, query: { after: pageParam }, signal }),
    ...PAGES,
  });

/** The data sets that training runs name, or those whose name holds a text. */
export const dataSetsQuery = (name: string | undefined) =>
  queryOptions({
    queryKey: ['lineage', 'sets', name ?? ''],
    queryFn: ({ signal }) => call('GET /v1/lineage/data', { query: { name }, signal }),
  });

/** The versions that came of a data set. */
export const dataLineageQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['lineage', 'data', id],
    queryFn: ({ signal, pageParam }) =>
      call('GET /v1/lineage/data/{id}', { path: { id }, query: { after: pageParam }, signal }),
    ...PAGES,
  });

/** A training run as it was told, with the document of another program where one told it. */
export const trainingRunQuery = (id: string) =>
  queryOptions({
    queryKey: ['lineage', 'run', id],
    queryFn: ({ signal }) => call('GET /v1/lineage/runs/{id}', { path: { id }, signal }),
  });

/** Whether groups shrink from version to version in what a model learns from, by more than `fall` (`0.02`). */
export const modelSharesQuery = (model: string, fall: string) =>
  queryOptions({
    queryKey: ['lineage', 'shares', model, fall],
    queryFn: ({ signal }) =>
      call('GET /v1/lineage/models/{model}/shares', { path: { model }, query: { fall }, signal }),
  });
