import type { Readable } from 'node:stream';
import { MINUTE_MS, SECOND_MS } from '../../../core/base/durations.js';
import type { NumberFeed } from '../../../core/base/number-feed.js';
import type { Slots } from '../base/index.js';
import { eventStream } from './event-stream.js';
import type { Call } from './route.js';

/** How long a feed lives, and how often it shows that it does. */
export const FEED_TIMES = {
  /** After this time a reader connects again, goes on where it was, and is judged again. */
  lifeMs: 5 * MINUTE_MS,
  /** Proxies end connections in which nothing comes for a minute. */
  pulseMs: 15 * SECOND_MS,
} as const;
/** Time after which a reader that lost its connection tries again, ms. */
export const RETRY_MS = 2000;

export interface NumberStream {
  /** Name of the events. */
  readonly event: string;
  readonly feed: Pick<NumberFeed, 'follow'>;
  /** Bounds how many feeds are open at once. */
  readonly slots: Slots;
  /** Number of the last change that the reader knows. */
  readonly after: number;
}

/** That things changed, without saying which, as server-sent events: the id of each is the number of the newest change. */
export const numberStream = (
  call: Pick<Call, 'request' | 'server' | 'actor'>,
  { event, feed, slots, after }: NumberStream,
): Readable =>
  eventStream(call, {
    ...{ slots, retryMs: RETRY_MS },
    follow: (reading) => feed.follow({ ...reading, ...FEED_TIMES, after }),
    print: (change) => (change === null ? null : { id: change, event, data: { lastChange: change } }),
  });
