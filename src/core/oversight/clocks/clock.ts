import { afterPause, type Calendar, endOf } from './calendar.js';

/** A clock of a case. When it is due follows from these events alone. */
export interface CaseClock {
  /** What is due: `first-view`, `answer`, or the id of a duty in law. */
  readonly what: string;
  /** Such as `72h`; see `SPAN`. */
  readonly span: string;
  /** Id of the calendar that was in force when it began. */
  readonly calendar: string;
  /** By what it is due: law, or what is usual. */
  readonly source: string;
  readonly fromMs: number;
  /** Times while the case waited for the person decided about; the last may be open. */
  readonly pauses: readonly { readonly fromMs: number; readonly toMs: number | null }[];
  readonly metAtMs: number | null;
  /** When the breach was entered. */
  readonly breachedAtMs: number | null;
}

/** When a clock is due; null while it stands. */
export function dueOf(clock: Pick<CaseClock, 'span' | 'fromMs' | 'pauses'>, calendar: Calendar): number | null {
  const { span, fromMs, pauses } = clock;
  let dueMs = endOf(calendar, fromMs, span);
  for (const { fromMs: stopped, toMs } of pauses) {
    if (stopped >= dueMs) break;
    if (toMs === null) return null;
    dueMs = afterPause(calendar, { span, dueMs }, { fromMs: stopped, toMs });
  }
  return dueMs;
}

/** Whether a clock ran out, and nobody has entered it yet. A clock that was met late ran out too. */
export function isMissed(clock: CaseClock, calendar: Calendar, nowMs: number): boolean {
  if (clock.breachedAtMs !== null) return false;
  const dueMs = dueOf(clock, calendar);
  return dueMs !== null && (clock.metAtMs ?? nowMs) > dueMs;
}
