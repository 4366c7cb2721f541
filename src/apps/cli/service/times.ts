import { HOUR_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';

const UNIT_MS: Readonly<Record<string, number>> = { h: HOUR_MS, d: 24 * HOUR_MS, w: 168 * HOUR_MS };
const AGO = /^(\d{1,6})([hdw])$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads a time as people write it: `7d` (ago), `24h`, `2w`, a date (its first moment in UTC), or an RFC 3339 time.
 *
 * @throws TribuneError USAGE
 * @example readWhen('7d', 'since', nowMs) // 604,800,000 ms before now
 */
export function readWhen(text: string, option: string, nowMs: number): number {
  const ago = AGO.exec(text);
  if (ago !== null) return nowMs - Number(ago[1]) * UNIT_MS[ago[2]!]!;
  const time = readTime(DAY.test(text) ? `${text}T00:00:00Z` : text);
  if (time !== null) return time;
  throw new TribuneError('USAGE', `--${option} ${text}: not a time`, {
    remedy: 'Give 7d, 24h, a date such as 2026-11-22, or a time such as 2026-11-22T10:00:00Z.',
  });
}
