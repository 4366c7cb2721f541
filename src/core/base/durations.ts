/** Milliseconds in a second, a minute, an hour and a day of 24 hours. */
export const SECOND_MS = 1000;
export const MINUTE_MS: number = 60 * SECOND_MS;
export const HOUR_MS: number = 60 * MINUTE_MS;
export const DAY_MS: number = 24 * HOUR_MS;

/**
 * The last millisecond of the UTC day of a time, ms since 1970: until when something holds of which people are told a day.
 * @example endOfDay(Date.parse('2026-11-30T09:00:00Z')) // 2026-11-30T23:59:59.999Z
 */
export const endOfDay = (ms: number): number => (Math.floor(ms / DAY_MS) + 1) * DAY_MS - 1;

/** How policies and configurations write a duration: a whole number of minutes, hours or days, such as `15m`, `1h` or `30d`. */
export const DURATION: RegExp = /^([1-9][0-9]{0,5})(m|h|d)$/;
const UNITS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/**
 * Milliseconds of a text that `DURATION` accepts.
 * @example durationMs('1h') // 3_600_000
 */
export function durationMs(text: string): number {
  const [, number, unit] = DURATION.exec(text)!;
  return Number(number) * UNITS[unit!]!;
}

/**
 * A duration for people, in the largest unit of which it has one.
 * @example durationText(5_400_000) // '1.5 h'
 */
export function durationText(ms: number): string {
  for (const [unit, length] of [
    ['d', DAY_MS],
    ['h', HOUR_MS],
    ['min', MINUTE_MS],
  ] as const)
    if (ms >= length) return `${Number((ms / length).toFixed(1))} ${unit}`;
  return `${ms / SECOND_MS} s`;
}
