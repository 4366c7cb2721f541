/** The digits from `at` on as a number; NaN when one of them is no digit. */
function digits(text: string, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Number of characters of a plain time, and of its day. */
export const PLAIN_TIME_LENGTH = 24;
const DAY_LENGTH = 10;
/** Position and byte of each mark in `2026-11-22T10:00:00.000Z`. */
const DAY_MARKS = [4, 0x2d, 7, 0x2d] as const;
const MARKS = [10, 0x54, 13, 0x3a, 16, 0x3a, 19, 0x2e, 23, 0x5a] as const;

/**
 * Reads times from bytes of the form `2026-11-22T10:00:00.000Z`. It remembers the last day, because most times of a batch are of one day.
 */
export class PlainTimes {
  /** The last time that was read, in milliseconds since 1970. */
  ms = 0;
  readonly #day = new Uint8Array(DAY_LENGTH);
  #dayMs = Number.NaN;

  /** Reads 24 bytes from `start` on into `ms`; false for any other form, valid or not. */
  read(bytes: Uint8Array, start: number): boolean {
    for (let i = 0; i < MARKS.length; i += 2) if (bytes[start + MARKS[i]!] !== MARKS[i + 1]) return false;
    if (!this.#isSameDay(bytes, start) && !this.#readDay(bytes, start)) return false;
    const hour = byteDigits(bytes, start + 11, 2);
    const minute = byteDigits(bytes, start + 14, 2);
    const second = byteDigits(bytes, start + 17, 2);
    this.ms = this.#dayMs + ((hour * 60 + minute) * 60 + second) * 1000 + byteDigits(bytes, start + 20, 3);
    return hour <= 23 && minute <= 59 && second <= 59 && !Number.isNaN(this.ms);
  }

  #isSameDay(bytes: Uint8Array, start: number): boolean {
    for (let i = DAY_LENGTH - 1; i >= 0; i--) if (bytes[start + i] !== this.#day[i]) return false;
    return true;
  }

  #readDay(bytes: Uint8Array, start: number): boolean {
    for (let i = 0; i < DAY_MARKS.length; i += 2) if (bytes[start + DAY_MARKS[i]!] !== DAY_MARKS[i + 1]) return false;
    const year = byteDigits(bytes, start, 4);
    const month = byteDigits(bytes, start + 5, 2);
    const day = byteDigits(bytes, start + 8, 2);
    const isReal = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
    if (!isReal || Number.isNaN(year)) return false;
    for (let i = 0; i < DAY_LENGTH; i++) this.#day[i] = bytes[start + i]!;
    this.#dayMs = utc(year, month, day, 0, 0, 0);
    return true;
  }
}

function byteDigits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at; i < at + count; i++) {
    const digit = bytes[i]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const SHAPE = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * Milliseconds since 1970 of an RFC 3339 time, fractions cut to milliseconds; null when the text is none, names no real day
 * or has no zone.
 */
export function readTime(text: string): number | null {
  const isPlain = hasPlainMarks(text);
  if (!isPlain && !SHAPE.test(text)) return null;
  const [year, month, day] = [digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2)];
  const [hour, minute, second] = [digits(text, 11, 2), digits(text, 14, 2), digits(text, 17, 2)];
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month))) return null;
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return null;
  const time = utc(year, month, day, hour, minute, second);
  if (isPlain) return orNull(time + digits(text, 20, 3));
  // The fraction is cut as digits, because as a double .087999999 is so close to .088 that it would count as that.
  const fraction = /\.(\d{1,3})/.exec(text)?.[1] ?? '0';
  const offset = offsetMs(text);
  return offset === null ? null : time + Number(fraction.padEnd(3, '0')) - offset;
}

const orNull = (ms: number): number | null => (Number.isNaN(ms) ? null : ms);

/** Whether a text has the marks of `2026-11-22T10:00:00.000Z` in their places; the characters between them are not checked. */
function hasPlainMarks(text: string): boolean {
  if (text.length !== PLAIN_TIME_LENGTH) return false;
  for (const marks of [DAY_MARKS, MARKS])
    for (let i = 0; i < marks.length; i += 2) if (text.charCodeAt(marks[i]!) !== marks[i + 1]) return false;
  return true;
}

function offsetMs(text: string): number | null {
  const zone = text.slice(-6);
  if (zone[0] !== '+' && zone[0] !== '-') return 0;
  const [hours, minutes] = [digits(zone, 1, 2), digits(zone, 4, 2)];
  if (hours > 23 || minutes > 59) return null;
  return (zone[0] === '+' ? 1 : -1) * (hours * 60 + minutes) * 60_000;
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 && isLeap ? 29 : DAYS[month - 1]!;
}

/** Milliseconds of a UTC time. `Date.UTC` reads the years 0 to 99 as 1900 to 1999; here they stay as they are. */
function utc(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  const time = Date.UTC(year < 100 ? year + 400 : year, month - 1, day, hour, minute, second);
  return year < 100 ? time - MS_IN_400_YEARS : time;
}

/** The Gregorian calendar repeats after 400 years, 146,097 days. */
const MS_IN_400_YEARS = 146_097 * 86_400_000;
