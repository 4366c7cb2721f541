import { DAY_MS } from '../../core/base/durations.js';

/** Longest time that a class may name, years. Ours: a longer time means forever, which needs no class. */
const MAX_YEARS = 100;
const KEEP = /^([1-9]\d{0,4}) (day|month|year)s?$/;
const MONTHS_A_YEAR = 12;

export interface RetentionPeriod {
  readonly months: number;
  readonly days: number;
}

/** Reads a calendar time such as `25 months`; null when the text is none. */
export function parseRetentionPeriod(text: string): RetentionPeriod | null {
  const [, digits, unit] = KEEP.exec(text) ?? [];
  const n = Number(digits);
  if (unit === 'day') return n <= MAX_YEARS * 366 ? { months: 0, days: n } : null;
  const months = unit === 'year' ? n * MONTHS_A_YEAR : n;
  return unit !== undefined && months <= MAX_YEARS * MONTHS_A_YEAR ? { months, days: 0 } : null;
}

/**
 * Gives the moment before which a decision must have been received to be past its time now. Calendar months are in UTC. A day that the
 * month does not have becomes its last one, so nothing is ever kept shorter than its months.
 *
 * @example pastBefore({ months: 1, days: 0 }, Date.parse('2026-03-31T10:00:00Z')) // 2026-02-28T10:00:00Z
 */
export function pastBefore({ months, days }: RetentionPeriod, nowMs: number): number {
  const now = new Date(nowMs);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth() - months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const then = new Date(nowMs);
  then.setUTCFullYear(year, month, Math.min(now.getUTCDate(), lastDay));
  return then.getTime() - days * DAY_MS;
}
