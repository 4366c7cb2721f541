import { Readable } from 'node:stream';
import { MINUTE_MS, SECOND_MS } from '../../../core/base/durations.js';
import type { Alerts } from '../../../domain/alerts/service/index.js';
import type { Slots } from '../base/index.js';
import type { Call } from '../http/route.js';

/** After this time a reader connects again, goes on where it was, and is judged again. */
const LIFE_MS = 5 * MINUTE_MS;
/** Proxies end connections in which nothing comes for a minute. */
const PULSE_MS = 15 * SECOND_MS;
/** Time after which a reader that lost its connection tries again, ms. */
const RETRY_MS = 2000;

/** That alerts changed, as server-sent events (WHATWG HTML, 9.2): the id of each is the number of the newest change. */
export function alertStream(
  { request, server, actor }: Pick<Call, 'request' | 'server' | 'actor'>,
  { alerts, feeds, after }: { readonly alerts: Alerts; readonly feeds: Slots; readonly after: number },
): Readable {
  const release = feeds.take(actor);
  const gone = new AbortController();
  const follow = alerts.feed.follow({
    ...{ after, lifeMs: LIFE_MS, pulseMs: PULSE_MS, signal: gone.signal },
    isStopping: () => server.readiness.stopping,
  });
  async function* lines(): AsyncGenerator<string> {
    yield `retry: ${RETRY_MS}\n\n`;
    for await (const change of follow)
      yield change === null ? ': alive\n\n' : `id: ${change}\nevent: alerts\ndata: {"lastChange":${change}}\n\n`;
  }
  const stream = Readable.from(lines(), { objectMode: false, highWaterMark: 1 });
  stream.once('close', () => {
    gone.abort();
    release();
  });
  request.raw.once('close', () => stream.destroy());
  return stream;
}
