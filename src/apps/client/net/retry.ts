/** Longest pause that the service may ask for, in ms; longer ones are cut, so that an error elsewhere cannot silence a client. */
const MAX_RETRY_AFTER_MS = 300_000;

/** Milliseconds that a `retry-after` asks for (RFC 9110 section 10.2.3: seconds or a date); 0 when absent or unreadable. */
export function retryAfterMs(header: string | null, nowMs: number): number {
  if (header === null) return 0;
  const asked = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isFinite(asked) ? Math.min(Math.max(asked, 0), MAX_RETRY_AFTER_MS) : 0;
}

export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

/**
 * Pause before attempt `attempt + 1`: uniform from 0 to the doubled limit ("full jitter", M. Brooker, AWS Architecture Blog, 2015), so that
 * clients that failed together do not return together. It is never shorter than the service asked for, and is jittered above that for the
 * same reason.
 */
export function pauseMs(attempt: number, askedMs: number, { baseMs, capMs }: Backoff, random: () => number): number {
  return askedMs + random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, MAX_DOUBLINGS));
}

/** 2^30 times any base is past every cap; more would overflow. */
const MAX_DOUBLINGS = 30;
