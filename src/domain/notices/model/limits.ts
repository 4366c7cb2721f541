import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';

/** Bounds of notices; texts in characters. */
export const NOTICE_LIMITS = {
  /** Notices of one decision, over all time. */
  ofDecision: 20,
  /** Links of one notice that are kept, the newest. */
  links: 200,
  /** What a person says in one field of an input. */
  value: 1000,
  /** Days for which a link may be valid: as long as a decision can be contested. */
  linkDays: 400,
} as const;

/** Time for which the link of a letter is valid, where nobody says otherwise, ms: longer than the longest window in which a decision is contested. */
export const LINK_MS: number = 190 * DAY_MS;

/** Time without a request after which a person has to open the notice again, ms. People without practice type slowly. */
export const IDLE_MS: number = HOUR_MS;

/** Time after which they have to in any case, ms. */
export const SESSION_MS: number = 12 * HOUR_MS;

/** How often it is kept that a session is in use, ms. */
export const SEEN_EVERY_MS: number = 5 * MINUTE_MS;
