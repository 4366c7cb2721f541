import type { Readable } from 'node:stream';
import type { Monitor } from '../../../domain/live-monitor/service/index.js';
import type { Sight } from '../../../domain/live-monitor/viewing/index.js';
import type { Slots } from '../base/index.js';
import { eventStream } from '../http/event-stream.js';
import { FEED_TIMES, RETRY_MS } from '../http/number-stream.js';
import type { Call } from '../http/route.js';

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
    follow: (reading) => monitor.feed.follow({ ...reading, ...FEED_TIMES, query, sight }),
    print: (change) => (change === null ? null : { id: change.id, event: 'change', data: change }),
  });
