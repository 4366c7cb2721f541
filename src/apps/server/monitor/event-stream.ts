import type { Readable } from 'node:stream';
import { MINUTE_MS, SECOND_MS } from '../../../core/base/durations.js';
import type { Monitor } from '../../../domain/live-monitor/service/index.js';
import type { Sight } from '../../../domain/live-monitor/viewing/index.js';
import type { Slots } from '../base/index.js';
import { eventStream } from '../http/event-stream.js';
import type { Call } from '../http/route.js';

/** After this time a reader connects again, goes on where it was, and is judged again. */
const LIFE_MS = 5 * MINUTE_MS;
/** Proxies end connections in which nothing comes for a minute. */
const PULSE_MS = 15 * SECOND_MS;
/** Time after which a reader that lost its connection tries again, ms. */
const RETRY_MS = 2000;

export interface ChangeStreamOptions {
  readonly monitor: Monitor;
  readonly feeds: Slots;
  readonly query: { readonly deployment: string | undefined; readonly after: number };
  readonly sight: Sight;
}

/** Changes as server-sent events: the id of each is its number, so that whoever connects again with it misses none. */
export const changeStream = (
  call: Pick<Call, 'request' | 'server' | 'actor'>,
  { monitor, feeds, query, sight }: ChangeStreamOptions,
): Readable =>
  eventStream(call, {
    ...{ slots: feeds, retryMs: RETRY_MS },
    follow: (reading) => monitor.feed.follow({ ...reading, query, sight, lifeMs: LIFE_MS, pulseMs: PULSE_MS }),
    print: (change) => (change === null ? null : { id: change.id, event: 'change', data: change }),
  });
