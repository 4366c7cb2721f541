import type { Readable } from 'node:stream';
import type { Clock } from '../../../core/base/clock.js';
import { MINUTE_MS } from '../../../core/base/durations.js';
import { type Fed, follow, type StopBoard, type TaggedState } from '../../../domain/stops/index.js';
import type { Slots } from '../base/index.js';
import { eventStream, type SentEvent } from '../http/event-stream.js';
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

/** The state of the switch as server-sent events: the whole state at first and at each change, and a sign of life a second. */
export function stopStream(
  call: Pick<Call, 'request' | 'server' | 'actor'>,
  { board, clock, feeds, client }: StopStreamOptions,
): Readable {
  const clocks = { wall: () => clock.nowMs(), monotonic: () => performance.now() };
  let leave = (): void => undefined;
  return eventStream(call, {
    ...{ slots: feeds, retryMs: RETRY_MS, print: sent, onGone: () => leave() },
    follow(reading) {
      if (client !== undefined) leave = board.propagations.connect(client);
      return follow(board, { ...reading, clocks, lifeMs: LIFE_MS });
    },
  });
}

/** States as they are sent: the same to every client, so that it is written once and not for each. */
const printed = new WeakMap<TaggedState, SentEvent>();

function sent(fed: Fed): SentEvent {
  if ('alive' in fed) return { event: 'alive', data: { revision: fed.alive } };
  const known = printed.get(fed.state);
  if (known !== undefined) return known;
  const { etag: _tag, ...state } = fed.state;
  const event = { id: state.revision, event: 'state', data: JSON.stringify(state), isJson: true } as const;
  printed.set(fed.state, event);
  return event;
}
