import { queryOptions } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { call } from './call.js';
import { nullWhere } from './queries.js';

const AGAIN_MS = 60_000;

export type SystemControls = wire.SystemControls;
export type Control = SystemControls['controls'][number];
export type ControlTask = wire.ControlTasks['tasks'][number];

export interface AskedControls {
  readonly system: string;
  /** A day, YYYY-MM-DD; today, unless given. */
  readonly at?: string | undefined;
  readonly framework?: string | undefined;
  readonly jurisdiction?: string | undefined;
}

/**
 * What the records of a system say to law and standards on a day. What was there stays while another day is asked for, and not while another system
 * is, whose status it is not.
 */
export const controlsQuery = (of: AskedControls) =>
  queryOptions<SystemControls>({
    queryKey: ['controls', 'of', of],
    queryFn: ({ signal }) => call('GET /v1/controls', { query: { ...of }, signal }),
    placeholderData: (before) => (before?.system === of.system ? before : undefined),
    staleTime: AGAIN_MS,
  });

/** What becomes open within some days; null for whoever may not see it. */
export const controlTasksQuery = (of: { readonly days: number; readonly system?: string | undefined }) =>
  queryOptions({
    queryKey: ['controls', 'tasks', of],
    queryFn: ({ signal }) => call('GET /v1/controls/tasks', { query: { ...of }, signal }).catch(nullWhere(403)),
    staleTime: AGAIN_MS,
  });

export const screenQuery = (of: { readonly system: string; readonly at?: string | undefined }) =>
  queryOptions({
    queryKey: ['controls', 'screen', of],
    queryFn: ({ signal }) => call('GET /v1/controls/screen', { query: { ...of }, signal }),
    staleTime: AGAIN_MS,
  });

export const workshopsQuery = (system: string) =>
  queryOptions({
    queryKey: ['controls', 'workshops', system],
    queryFn: ({ signal }) => call('GET /v1/controls/workshops', { query: { system }, signal }),
    staleTime: AGAIN_MS,
  });

/** Most records that a page shows of a system. */
const MOST_RECORDS = 50;

export const recordsQuery = (system: string) =>
  queryOptions({
    queryKey: ['controls', 'records', system],
    queryFn: ({ signal }) => call('GET /v1/controls/records', { query: { system, limit: MOST_RECORDS }, signal }),
    staleTime: AGAIN_MS,
  });
