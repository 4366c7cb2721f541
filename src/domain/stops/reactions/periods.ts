import { DAY_MS } from '../../../core/base/durations.js';
import type { Scheduled } from './tables.js';

/** A whole period of the calendar in UTC, ms since 1970; `toMs` is the first moment after it. */
export interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

type Every = Scheduled['every'];

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
/** 1970 began on a Thursday, and weeks begin on Mondays. */
const FIRST_MONDAY_MS: number = 4 * DAY_MS;
const WEEK_MS: number = 7 * DAY_MS;

/** The last whole period that was over at a moment. */
export function lastPeriod(every: Every, atMs: number): Period {
  const toMs = startOf(every, atMs);
  // A moment before the end of a period lies in it.
  return { fromMs: startOf(every, toMs - 1), toMs };
}

/** When the period began in which a moment lies. */
function startOf(every: Every, ms: number): number {
  if (every === 'week') return Math.floor((ms - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS;
  const date = new Date(ms);
  const months = MONTHS[every];
  return Date.UTC(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / months) * months, 1);
}

/**
 * The periods that are over and were due between two moments, the oldest first, at most so many of the newest.
 *
 * @param afterMs time after the end of a period at which it is due
 */
export function duePeriods(
  every: Every,
  { afterMs, sinceMs, untilMs, most }: Readonly<Record<'afterMs' | 'sinceMs' | 'untilMs' | 'most', number>>,
): Period[] {
  const found: Period[] = [];
  let period = lastPeriod(every, untilMs - afterMs);
  while (found.length < most && period.toMs + afterMs > sinceMs) {
    found.unshift(period);
    period = lastPeriod(every, period.fromMs);
  }
  return found;
}
