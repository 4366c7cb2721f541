import { Readable } from 'node:stream';
import type { Clock } from '../../../core/base/clock.js';
import { MINUTE_MS } from '../../../core/base/durations.js';
import { type Fed, follow, type StopBoard } from '../../../domain/stops/index.js';
import type { Slots } from '../base/index.js';
import type { Call } from '../http/route.js';

/** After this time a client connects again, and is judged again. */
const LIFE_MS = 5 * MINUTE_MS;
/** Time after which a client that lost its connection tries again, ms. */
const RETRY_MS = 500;

export interface StopStreamOptions {
  readonly board: StopBoard;
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly feeds: Slots;
  /** Name of the client; absent for one that acknowledges nothing. */
  readonly client: string | undefined;
}

/** The state of the switch as server-sent events (WHATWG HTML, 9.2): the whole state at first and at each change, and a sign of life a second. */
export function stopStream(
  { request, server }: Pick<Call, 'request' | 'server'>,
  { board, clock, feeds, client }: StopStreamOptions,
): Readable {
  const release = feeds.take();
  const leave = client === undefined ? () => undefined : board.propagations.connect(client);
  const gone = new AbortController();
  const fed = follow(board, {
    clocks: { wall: () => clock.nowMs(), monotonic: () => performance.now() },
    ...{ lifeMs: LIFE_MS, signal: gone.signal },
    isStopping: () => server.readiness.stopping,
  });
  async function* lines(): AsyncGenerator<string> {
    yield `retry: ${RETRY_MS}\n\n`;
    for await (const one of fed) yield lineOf(one);
  }
  const stream = Readable.from(lines(), { objectMode: false, highWaterMark: 1 });
  stream.once('close', () => {
    gone.abort();
    leave();
    release();
  });
  request.raw.once('close', () => stream.destroy());
  return stream;
}

function lineOf(fed: Fed): string {
  if ('alive' in fed) return `event: alive\ndata: {"revision":${fed.alive}}\n\n`;
  const { revision, stops } = fed.state;
  return `id: ${revision}\nevent: state\ndata: ${JSON.stringify({ revision, stops })}\n\n`;
}
