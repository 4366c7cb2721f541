import type { FetchQueryOptions, QueryClient, QueryKey } from '@tanstack/react-query';
import {
  changesQuery,
  historyQuery,
  policyQuery,
  registeredOfQuery,
  type SeriesName,
  seriesQuery,
  sessionQuery,
  watchedOfQuery,
} from './queries.js';
import { type ListPart, overviewQuery, systemsQuery } from './registered.js';
import { canariesQuery, stopsQuery } from './stops.js';

// What a page shows is asked for while its code is loaded, and all of it at once: a page that asked for one thing after another would wait for
// each. Only what is not there yet is asked for, and nothing that the reader's roles do not show.

type Client = Pick<QueryClient, 'getQueryData' | 'prefetchQuery'>;
type Wanted<Key extends QueryKey, T> = FetchQueryOptions<T, Error, T, Key>;

function begin<Key extends QueryKey, T>(client: Client, wanted: Wanted<Key, T>): void {
  if (client.getQueryData(wanted.queryKey) === undefined) void client.prefetchQuery(wanted);
}

const may = (client: Client, ...actions: readonly string[]): boolean => {
  const allowed = client.getQueryData(sessionQuery.queryKey)?.may ?? [];
  return actions.every((action) => allowed.includes(action));
};

const mayWatch = (client: Client): boolean => may(client, 'monitor.read');
const mayCount = (client: Client): boolean => may(client, 'monitor.read', 'decision.payload', 'decision.attributes');

export function beginOverview(client: Client, part: ListPart): void {
  begin(client, overviewQuery);
  begin(client, systemsQuery(part));
  if (!may(client, 'stops.read')) return;
  begin(client, stopsQuery);
  begin(client, canariesQuery);
}

export function beginSystem(
  client: Client,
  { system, deployment }: { system: string; deployment?: string | undefined },
): void {
  begin(client, registeredOfQuery({ system }));
  if (mayWatch(client)) begin(client, watchedOfQuery({ system }));
  if (deployment === undefined || !mayCount(client)) return;
  begin(client, policyQuery(deployment));
  begin(client, seriesQuery(deployment));
  begin(client, changesQuery(deployment));
}

export function beginSeries(client: Client, name: SeriesName): void {
  const { deployment } = name;
  if (deployment === '' || !mayCount(client)) return;
  begin(client, seriesQuery(deployment));
  begin(client, policyQuery(deployment));
  begin(client, historyQuery(name));
  begin(client, registeredOfQuery({ deployment }));
}
