import { MINUTE_MS, SECOND_MS } from '../../../core/base/durations.js';

const FIRST_MS = SECOND_MS;
const LONGEST_MS = 5 * MINUTE_MS;
const LEAST_MS = 200;

/**
 * Time until the next attempt: any between nothing and a bound that doubles with each failure ("full jitter", M. Brooker, AWS Architecture Blog,
 * 2015), so that many senders do not come back at once.
 *
 * @param chance uniform, 0..1
 */
export function backoffMs(failures: number, chance: number): number {
  const bound = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(30, Math.max(0, failures - 1)));
  return Math.round(LEAST_MS + chance * (bound - LEAST_MS));
}
