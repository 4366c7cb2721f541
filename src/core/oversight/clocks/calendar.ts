import { DAY_MS, HOUR_MS } from '../../base/durations.js';
import { TribuneError } from '../../base/errors.js';
import { type Day, dayOf, endOfDay, momentOfWall, nextDay, wallMs, weekdayOf } from './local-days.js';

/** Days on which somebody works, in one place. A clock names the calendar that it began with, so a later edit cannot rewrite a breach. */
export interface Calendar {
  /** Name with its date, such as `DE-2026-11-30`. */
  readonly id: string;
  readonly timeZone: string;
  /** Weekdays without work, 0 for Sunday to 6 for Saturday. */
  readonly weekend: readonly number[];
  readonly holidays: readonly Day[];
  /** Last day of which holidays are known. */
  readonly until: Day;
}

/** A length of time as clocks and law write it: `24h`, `30d`, `10bd` (business days), `6mo` (calendar months). */
export const SPAN: RegExp = /^([1-9]\d{0,2})(h|d|bd|mo)$/;

type Unit = 'h' | 'd' | 'bd' | 'mo';

function readSpan(span: string): { readonly number: number; readonly unit: Unit } {
  const [, number, unit] = SPAN.exec(span) ?? [];
  if (unit !== undefined) return { number: Number(number), unit: unit as Unit };
  throw new TribuneError('INVALID_ARGUMENT', `${JSON.stringify(span)} is no span of time`, {
    remedy: 'Give a number and h, d, bd or mo, such as 72h or 10bd.',
  });
}

const isWorked = ({ weekend, holidays }: Calendar, day: Day): boolean =>
  !weekend.includes(weekdayOf(day)) && !holidays.includes(day);

/**
 * When a span that begins at a moment is over. Hours and days are those of 24 hours from the moment itself, which is never later than counting whole
 * days; months end on the same day of the month at the same time on the wall, or on its last day; business days end with the day.
 *
 * @throws TribuneError INVALID_ARGUMENT beyond the days of which holidays are known
 * @example endOf(BERLIN, Date.UTC(2026, 11, 23, 10), '2bd') // the end of 29 December 2026 in Berlin
 */
export function endOf(calendar: Calendar, fromMs: number, span: string): number {
  const { number, unit } = readSpan(span);
  if (unit === 'h') return fromMs + number * HOUR_MS;
  if (unit === 'd') return fromMs + number * DAY_MS;
  if (unit === 'mo') return monthsLater(calendar, fromMs, number);
  return businessDaysLater(calendar, fromMs, number);
}

function monthsLater({ timeZone }: Calendar, fromMs: number, months: number): number {
  const wall = new Date(wallMs(fromMs, timeZone));
  const first = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + months, 1);
  const lastDay = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + months + 1, 0)).getUTCDate();
  const inDay = wall.getTime() - Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate());
  return momentOfWall(first + (Math.min(wall.getUTCDate(), lastDay) - 1) * DAY_MS + inDay, timeZone);
}

function businessDaysLater(calendar: Calendar, fromMs: number, days: number): number {
  let day = dayOf(fromMs, calendar.timeZone);
  for (let left = days; left > 0; ) {
    day = nextDay(day);
    demandKnown(calendar, day);
    if (isWorked(calendar, day)) left--;
  }
  return endOfDay(day, calendar.timeZone);
}

function demandKnown({ id, until }: Calendar, day: Day): void {
  if (day <= until) return;
  throw new TribuneError('INVALID_ARGUMENT', `the calendar ${id} knows no holidays after ${until}`, {
    remedy: 'Use a newer calendar.',
  });
}

/**
 * The end of a span after its clock stood from one moment to another: what was left when it was stopped is left when it goes on.
 *
 * @param dueMs its end without this pause
 */
export function afterPause(
  calendar: Calendar,
  { span, dueMs }: { readonly span: string; readonly dueMs: number },
  pause: { readonly fromMs: number; readonly toMs: number },
): number {
  if (pause.fromMs >= dueMs) return dueMs;
  const { unit } = readSpan(span);
  if (unit !== 'bd') return dueMs + (pause.toMs - pause.fromMs);
  const [stopped, resumed] = [pause.fromMs, pause.toMs].map((ms) => dayOf(ms, calendar.timeZone)) as [Day, Day];
  if (stopped === resumed) return dueMs;
  const due = dayOf(dueMs, calendar.timeZone);
  let left = 0;
  for (let day = nextDay(stopped); day <= due; day = nextDay(day)) if (isWorked(calendar, day)) left++;
  return left === 0 ? endOfDay(resumed, calendar.timeZone) : businessDaysLater(calendar, pause.toMs, left);
}
