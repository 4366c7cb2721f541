import { Readable } from 'node:stream';
import { MINUTE_MS, SECOND_MS } from '../../../core/base/durations.js';
import type { Monitor } from '../../../domain/live-monitor/service/index.js';
import type { Sight } from '../../../domain/live-monitor/viewing/index.js';
import type { Slots } from '../base/index.js';
import type { Call } from '../http/route.js';

/** After this time a reader connects again, goes on where it was, and is judged again. */
const LIFE_MS = 5 * MINUTE_MS;
/** Proxies end connections in which nothing comes for a minute. */
const PULSE_MS = 15 * SECOND_MS;
/** Time after which a reader that lost its connection tries again, ms. */
const RETRY_MS = 2000;

export interface EventStreamOptions {
  readonly monitor: Monitor;
  readonly feeds: Slots;
  readonly query: { readonly deployment: string | undefined; readonly after: number };
  readonly sight: Sight;
}

/**
 * Changes as server-sent events (WHATWG HTML, 9.2): the id of each is its number, so that whoever connects again with it misses none. A reader
 * that is slow is not waited for in memory: the next changes are read when it took those before.
 */
export function eventStream(
  { request, server }: Pick<Call, 'request' | 'server'>,
  { monitor, feeds, query, sight }: EventStreamOptions,
): Readable {
  const release = feeds.take();
  const gone = new AbortController();
  const follow = monitor.feed.follow({
    ...{ query, sight, lifeMs: LIFE_MS, pulseMs: PULSE_MS, signal: gone.signal },
    isStopping: () => server.readiness.stopping,
  });
  async function* lines(): AsyncGenerator<string> {
    yield `retry: ${RETRY_MS}\n\n`;
    for await (const change of follow)
      yield change === null ? ': alive\n\n' : `id: ${change.id}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`;
  }
  const stream = Readable.from(lines(), { objectMode: false, highWaterMark: 1 });
  const end = (): void => {
    gone.abort();
    release();
  };
  stream.once('close', end);
  request.raw.once('close', () => stream.destroy());
  return stream;
}
