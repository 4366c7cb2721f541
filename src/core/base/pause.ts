/** How pauses between attempts grow. */
export interface Backoff {
  /** Longest pause after the first failure, ms; it doubles with each further one. */
  readonly baseMs: number;
  /** Longest pause after any, ms. */
  readonly capMs: number;
}

/**
 * Pause after so many failures in a row, counted from 0: uniform from 0 to the doubled limit ("full jitter", M. Brooker, AWS Architecture Blog, 2015),
 * so that those who failed together do not return together. It is never shorter than what was asked for, and is jittered above that for the same
 * reason.
 *
 * @param random gives a number from 0 to below 1
 */
export function pauseMs(failures: number, askedMs: number, { baseMs, capMs }: Backoff, random: () => number): number {
  return askedMs + random() * Math.min(capMs, baseMs * 2 ** Math.min(failures, MAX_DOUBLINGS));
}

/** 2^30 times any base is past every cap; more would overflow. */
const MAX_DOUBLINGS = 30;
