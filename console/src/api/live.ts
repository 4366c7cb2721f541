import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { openAlertsQuery } from './alerts.js';
import { openIncidentsQuery } from './incidents.js';

export type Liveness = 'open' | 'waiting' | 'lost';

/** A browser that was refused, or slept, tries again after this time, ms. */
const AGAIN_MS = 10_000;
/** Changes come in bursts, at the end of a block; they are shown together after this time, ms. */
const TOGETHER_MS = 300;

/** What tells that something changed, and what is asked for anew then. */
export interface Feed {
  /** Where it is, behind what is shown already where that has a number. */
  readonly address: (client: Pick<QueryClient, 'getQueryData'>) => string;
  readonly event: string;
  readonly shows: string;
}

/** Changes of the states of series. */
export const MONITOR_FEED: Feed = { address: () => '/v1/monitor/events', event: 'change', shows: 'monitor' };

/** Changes of alerts and silences, from the list on that the menu counts by: what came between the two is told. */
export const ALERT_FEED: Feed = {
  address: (client) => {
    const after = client.getQueryData(openAlertsQuery.queryKey)?.lastChange;
    return `/v1/alerts/events${after === undefined ? '' : `?after=${after}`}`;
  },
  event: 'alerts',
  shows: 'alerts',
};

/** Changes of incidents and plans, likewise. */
export const INCIDENT_FEED: Feed = {
  address: (client) => {
    const after = client.getQueryData(openIncidentsQuery.queryKey)?.lastChange;
    return `/v1/incidents/events${after === undefined ? '' : `?after=${after}`}`;
  },
  event: 'incidents',
  shows: 'incidents',
};

/**
 * Follows changes, and has what shows them asked for anew; says whether it does. A tab that nobody sees follows nothing: the service and the
 * browser hold few such connections. What it missed is asked for when it is seen again.
 */
export function useLive(feed: Feed, isWanted: boolean): Liveness {
  const client = useQueryClient();
  const [liveness, setLiveness] = useState<Liveness>('waiting');
  useEffect(() => {
    if (!isWanted) return;
    let source: EventSource | null = null;
    let again: ReturnType<typeof setTimeout> | undefined;
    let soon: ReturnType<typeof setTimeout> | undefined;
    const refresh = (): void => {
      soon ??= setTimeout(() => {
        soon = undefined;
        void client.invalidateQueries({ queryKey: [feed.shows] });
      }, TOGETHER_MS);
    };
    let wasOpen = false;
    const open = (): void => {
      source = new EventSource(feed.address(client));
      source.addEventListener('open', () => {
        setLiveness('open');
        if (wasOpen) refresh();
        wasOpen = true;
      });
      source.addEventListener(feed.event, refresh);
      source.addEventListener('error', () => {
        const isOver = source?.readyState === EventSource.CLOSED;
        setLiveness(isOver ? 'lost' : 'waiting');
        if (isOver) again = setTimeout(open, AGAIN_MS);
      });
    };
    const close = (): void => {
      source?.close();
      source = null;
      clearTimeout(again);
    };
    const look = (): void => {
      if (document.hidden) {
        close();
        setLiveness('waiting');
      } else if (source === null) open();
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
      close();
      clearTimeout(soon);
    };
  }, [client, feed, isWanted]);
  return liveness;
}

/** How live a page is that follows several feeds: as the worst of them; null where it follows none. */
export const worstOf = (feeds: readonly Liveness[]): Liveness | null =>
  (['lost', 'waiting', 'open'] as const).find((one) => feeds.includes(one)) ?? null;
