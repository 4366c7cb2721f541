import { Readable } from 'node:stream';
import { TribuneError } from '../../../core/base/errors.js';
import type { Slots } from '../base/index.js';
import type { Call } from './route.js';

/** An event as it is sent (WHATWG HTML, 9.2). Null is a comment, which tells nothing but that the connection lives. */
export type SentEvent = {
  /** What a reader names when it connects again; left out where nothing can be gone on with. */
  readonly id?: number;
  readonly event: string;
  /** Sent as JSON, in one line. */
  readonly data: unknown;
  /** Whether the data is the text of the JSON already. */
  readonly isJson?: true;
} | null;

/** Who follows: aborted when the reader has gone. */
export interface Reading {
  readonly signal: AbortSignal;
  readonly isStopping: () => boolean;
}

export interface EventFeed<Fed> {
  /** Bounds how many feeds are open at once, and how many of one caller. */
  readonly slots: Slots;
  /** Time after which a reader that lost its connection tries again, ms. */
  readonly retryMs: number;
  /** Begins to follow. What it throws is answered as an error; what it gives ends when the reader has gone or the service is about to stop. */
  readonly follow: (reading: Reading) => AsyncIterable<Fed>;
  readonly print: (fed: Fed) => SentEvent;
  /** Called once when the reader has gone. */
  readonly onGone?: () => void;
}

/**
 * Answers with server-sent events for as long as the reader takes them and `follow` gives some. What a slow reader has not taken is not waited for in
 * memory: the next event is asked for when it took those before.
 *
 * @throws TribuneError SERVICE_BUSY where too many are open already
 */
export function eventStream<Fed>(
  { request, server, actor }: Pick<Call, 'request' | 'server' | 'actor'>,
  { slots, retryMs, follow, print, onGone }: EventFeed<Fed>,
): Readable {
  const release = slots.take(actor);
  const gone = new AbortController();
  const end = (): void => {
    if (gone.signal.aborted) return;
    gone.abort();
    release();
    onGone?.();
  };
  const events = begun(() => follow({ signal: gone.signal, isStopping: () => server.readiness.stopping }), end);
  async function* lines(): AsyncGenerator<string> {
    yield `retry: ${retryMs}\n\n`;
    for await (const one of events) yield linesOf(print(one));
  }
  const stream = Readable.from(lines(), { objectMode: false, highWaterMark: 1 });
  stream.once('close', end);
  request.raw.once('close', () => {
    // The stream is closed only once the event that it waits for has come: the reader's place is free at once.
    end();
    stream.destroy();
  });
  return stream;
}

/** Begins, and ends where that fails. */
function begun<T>(begin: () => T, end: () => void): T {
  try {
    return begin();
  } catch (cause) {
    end();
    throw cause;
  }
}

function linesOf(sent: SentEvent): string {
  if (sent === null) return ': alive\n\n';
  const { id, event, data, isJson } = sent;
  const text = isJson === undefined ? JSON.stringify(data) : String(data);
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${text}\n\n`;
}

/**
 * The number of the last event that a reader got, which browsers name when they connect again; null where none is named.
 *
 * @throws TribuneError BODY_INVALID for a header that is no number
 */
export function lastEventOf({ request }: Pick<Call, 'request'>): number | null {
  const header = request.headers['last-event-id'];
  if (header === undefined || header === '') return null;
  if (typeof header === 'string' && LAST_EVENT.test(header)) return Number(header);
  throw new TribuneError('BODY_INVALID', 'the header last-event-id names no change', {
    remedy: 'Give the id of the last event that came, or leave the header out.',
  });
}

const LAST_EVENT = /^\d{1,15}$/;

/** The header of a route whose feed goes on behind an event. */
export const lastEventHeader = {
  name: 'last-event-id',
  description: 'Number of the last change that is known.',
  pattern: LAST_EVENT.source,
} as const;
