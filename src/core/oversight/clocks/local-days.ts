import { DAY_MS } from '../../base/durations.js';

/** A day of a calendar, such as `2026-11-30`. */
export type Day = string;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    ...{ timeZone, calendar: 'gregory', hourCycle: 'h23' },
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  });
  formats.set(timeZone, made);
  return made;
}

/** What a clock on the wall shows at a moment, as if it were UTC, ms. */
export function wallMs(ms: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) + (((ms % 1000) + 1000) % 1000);
}

/** The moment at which clocks on the wall show a time: the first where they show it twice, and the end of the gap where they never do. */
export function momentOfWall(wall: number, timeZone: string): number {
  // Offsets differ by a day at most between places, and change by little: both sides of a change are tried.
  const candidates = [wall - DAY_MS, wall + DAY_MS].map((near) => wall - (wallMs(near, timeZone) - near));
  const exact = candidates.filter((ms) => wallMs(ms, timeZone) === wall);
  return exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
}

export const dayOf = (ms: number, timeZone: string): Day => new Date(wallMs(ms, timeZone)).toISOString().slice(0, 10);

export const nextDay = (day: Day, by = 1): Day => new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10);

/** The last moment of a day before the next one begins. */
export const endOfDay = (day: Day, timeZone: string): number => momentOfWall(Date.parse(nextDay(day)), timeZone) - 1;

/** 0 for Sunday to 6 for Saturday. */
export const weekdayOf = (day: Day): number => new Date(Date.parse(day)).getUTCDay();
