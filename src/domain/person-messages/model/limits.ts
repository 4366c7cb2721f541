import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';

/** Time after which a message that could not be sent is given up, where nobody says otherwise, ms. Ours: a mail server is back by then. */
export const GIVE_UP_MS: number = 3 * DAY_MS;

/** Waiting times between attempts, ms; the last one is that of all further ones. */
export const AGAIN_MS: readonly number[] = [MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS];

/** Bounds of messages. */
export const MESSAGE_LIMITS = {
  /** Characters of what another system knows a person by, or of an address (RFC 5321, 4.5.3.1.3). */
  to: 254,
  /** Messages that are sent at once: a receiver that hangs holds up a look for as long as one answer takes. */
  atOnce: 8,
  /** Messages that are read at once. */
  page: 200,
} as const;
