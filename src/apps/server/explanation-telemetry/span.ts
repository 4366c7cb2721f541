import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';

/**
 * The span of a survey, in whole days (UTC) that have ended. Of two spans that differ by one decision, the difference would say what became of it, so that
 * the day that still runs is part of none.
 *
 * @param asked times as RFC 3339; without `from` all that was received before, without `to` all days that have ended
 * @throws TribuneError BODY_INVALID where no whole day is left
 * @example
 * surveySpan({ from: '2026-11-01T12:00:00Z', to: undefined }, Date.now()); // from the beginning of 1 November to the last midnight
 */
export function surveySpan(
  { from, to }: { readonly from: string | undefined; readonly to: string | undefined },
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } {
  const todayMs = startOfDay(nowMs);
  const toMs = to === undefined ? todayMs : Math.min(endOfDay(readTime(to)!), todayMs);
  const fromMs = from === undefined ? 0 : startOfDay(readTime(from)!);
  if (fromMs < toMs) return { fromMs, toMs };
  throw new TribuneError(
    'BODY_INVALID',
    `no whole day that has ended is ${from === undefined ? '' : `from ${from} on and `}before ${to ?? 'today'}`,
    {
      remedy:
        'Give a time `from` that is before `to`, of a day (UTC) before today: today can be surveyed once it has ended.',
    },
  );
}

const startOfDay = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;
const endOfDay = (ms: number): number => Math.ceil(ms / DAY_MS) * DAY_MS;
