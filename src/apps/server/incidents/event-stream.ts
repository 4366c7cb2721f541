import type { Readable } from 'node:stream';
import { MINUTE_MS, SECOND_MS } from '../../../core/base/durations.js';
import type { Incidents } from '../../../domain/incidents/index.js';
import type { Slots } from '../base/index.js';
import { eventStream } from '../http/event-stream.js';
import type { Call } from '../http/route.js';

/** After this time a reader connects again, goes on where it was, and is judged again. */
const LIFE_MS = 5 * MINUTE_MS;
/** Proxies end connections in which nothing comes for a minute. */
const PULSE_MS = 15 * SECOND_MS;
/** Time after which a reader that lost its connection tries again, ms. */
const RETRY_MS = 2000;

/** That incidents changed, as server-sent events: the id of each is the number of the newest change. */
export const incidentStream = (
  call: Pick<Call, 'request' | 'server' | 'actor'>,
  { incidents, feeds, after }: { readonly incidents: Incidents; readonly feeds: Slots; readonly after: number },
): Readable =>
  eventStream(call, {
    ...{ slots: feeds, retryMs: RETRY_MS },
    follow: (reading) => incidents.feed.follow({ ...reading, after, lifeMs: LIFE_MS, pulseMs: PULSE_MS }),
    print: (change) => (change === null ? null : { id: change, event: 'incidents', data: { lastChange: change } }),
  });
