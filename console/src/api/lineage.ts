import { queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { call } from './call.js';

export type VersionLineage = wire.VersionLineage;
export type DataLineage = wire.DataLineage;
export type TrainingRun = wire.TrainingRun;

/** From what a version was made, and where it served. */
export const versionLineageQuery = (digest: string) =>
  queryOptions({
    queryKey: ['lineage', 'version', digest],
    queryFn: ({ signal }) => call('GET /v1/lineage/versions/{digest}', { path: { digest }, signal }),
  });

/** The data sets that training runs name, or those whose name holds a text. */
export const dataSetsQuery = (name: string | undefined) =>
  queryOptions({
    queryKey: ['lineage', 'sets', name ?? ''],
    queryFn: ({ signal }) => call('GET /v1/lineage/data', { query: { name }, signal }),
  });

/** The versions that came of a data set. */
export const dataLineageQuery = (id: string) =>
  queryOptions({
    queryKey: ['lineage', 'data', id],
    queryFn: ({ signal }) => call('GET /v1/lineage/data/{id}', { path: { id }, signal }),
  });
