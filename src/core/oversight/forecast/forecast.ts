import { DAY_MS } from '../../base/durations.js';
import { TribuneError } from '../../base/errors.js';
import { DEFAULT_LEVEL, perDayOf, type RatePerDay } from './per-day.js';

/** A case that is not decided yet. */
export interface WaitingCase {
  /** When it has to be answered, ms; null while its clocks stand, such as while the person is waited for. */
  readonly dueMs: number | null;
}

export interface ForecastOptions {
  readonly nowMs: number;
  /** Cases that were decided in the last `days` days. */
  readonly decided: number;
  readonly days: number;
  /** By default 0.95. */
  readonly level?: number;
}

/** How many cases will be late where readers go on as in the last days. */
export interface Forecast {
  readonly waiting: number;
  /** Those whose time is over already. */
  readonly late: number;
  /** Cases decided a day, with its interval. */
  readonly perDay: RatePerDay;
  /** Of those that are not late yet: how many will be, at the estimate and at both ends of the interval; null where it is not known. */
  readonly willBeLate: { readonly estimate: number; readonly atUpperRate: number; readonly atLowerRate: number } | null;
  /** When the last of them is decided, ms; null where that is not known. */
  readonly lastMs: number | null;
  /** Least decided a day at which no other one would be late; 0 where none can be. */
  readonly neededPerDay: number;
}

/** Fewest decided cases from which is told how it goes on. Ours: the interval of 5 is from 1.6 to 11.7. */
const FEWEST = 5;

/**
 * Says which cases will be late where as many are decided a day as in the last days, one after another in the order in which they are due. New cases that
 * come meanwhile and are due sooner are not in it.
 *
 * @throws TribuneError INVALID_ARGUMENT for days that are not above 0
 * @example forecastOf([{ dueMs: nowMs + DAY_MS }], { nowMs, decided: 70, days: 7 }).willBeLate.estimate // 0
 */
export function forecastOf(
  cases: readonly WaitingCase[],
  { nowMs, decided, days, level = DEFAULT_LEVEL }: ForecastOptions,
): Forecast {
  if (!(days > 0))
    throw new TribuneError('INVALID_ARGUMENT', `days is ${days}`, { remedy: 'Give a number of days above 0.' });
  const perDay = perDayOf(decided, days, level);
  const dues = cases.flatMap(({ dueMs }) => (dueMs === null ? [] : [dueMs])).toSorted((a, b) => a - b);
  const late = dues.filter((dueMs) => dueMs < nowMs).length;
  const lateAt = (rate: number): number =>
    dues.filter((dueMs, at) => dueMs >= nowMs && finishedMs(at, rate, nowMs) > dueMs).length;
  const isKnown = decided >= FEWEST;
  return {
    ...{ waiting: cases.length, late, perDay },
    willBeLate: isKnown
      ? { estimate: lateAt(perDay.estimate), atUpperRate: lateAt(perDay.upper), atLowerRate: lateAt(perDay.lower) }
      : null,
    lastMs: isKnown && dues.length > 0 ? finishedMs(dues.length - 1, perDay.estimate, nowMs) : null,
    neededPerDay: dues.reduce(
      (most, dueMs, at) => (dueMs > nowMs ? Math.max(most, ((at + 1) * DAY_MS) / (dueMs - nowMs)) : most),
      0,
    ),
  };
}

const finishedMs = (at: number, perDay: number, nowMs: number): number => nowMs + ((at + 1) / perDay) * DAY_MS;
