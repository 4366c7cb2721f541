import { DAY_MS } from '../../../core/base/durations.js';
import type { DurationAsked, MonitorPlan } from '../../monitor/index.js';

/**
 * Days at the beginning of the window of a duration that cannot be known, because their panes are not kept for long enough. A window ends up to a day before the last closed block, and
 * evidence about its first day is bet by what came before that.
 */
export function daysNotKept({ rule, steps }: DurationAsked, keepPanesMs: number): number {
  // A trend can do without what came before it.
  const needed = steps + (rule.mode === 'point' || rule.mode === 'trend' ? 1 : 2);
  return Math.min(steps, Math.max(0, Math.ceil(needed - keepPanesMs / DAY_MS)));
}

/** Sentences about the durations of a plan whose windows are longer than panes are kept. */
export const keepNotes = ({ durations = [] }: MonitorPlan, keepPanesMs: number): string[] =>
  durations.flatMap((asked) => {
    const days = daysNotKept(asked, keepPanesMs);
    if (days === 0) return [];
    const kept = +(keepPanesMs / DAY_MS).toFixed(2);
    return [
      `the duration of ${asked.steps} d of ${asked.requirement} (${asked.rule.mode}) will not be known on ${days} days of its window: panes are kept for ${kept} d (monitor.keepPanes, at most 100 d). tribune monitor replay answers it from a file.`,
    ];
  });
