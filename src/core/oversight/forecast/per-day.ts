import { TribuneError } from '../../base/errors.js';
import { poissonInterval } from '../../stats/index.js';

export const DEFAULT_LEVEL = 0.95;

/** How often something happens a day, with its interval. */
export interface RatePerDay {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  readonly events: number;
  readonly days: number;
}

/**
 * Gives how often something happens a day. What is counted is taken to come one by one at a steady rate; the interval is exact for that (Garwood).
 *
 * @example perDayOf(14, 7, 0.95).estimate // 2
 */
export function perDayOf(events: number, days: number, level: number): RatePerDay {
  if (!Number.isSafeInteger(events) || events < 0)
    throw new TribuneError('INVALID_ARGUMENT', `events is ${events}`, { remedy: 'Give a whole number from 0 on.' });
  const { lower, upper } = poissonInterval(events, level);
  return { estimate: events / days, lower: lower / days, upper: upper / days, level, events, days };
}
