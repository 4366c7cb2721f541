import type { MonitorPlan } from '../series/types.js';
import { farthestOf } from './drift-series.js';
import { groupRate } from './rate-series.js';

/** The watch that cannot go wrong by so much, with what it would come to; null where all can. */
export function impossibleShift(
  plan: MonitorPlan,
  size: number,
): { readonly id: string; readonly what: string } | null {
  for (const watch of plan.watches) {
    if (watch.quality !== null) continue;
    const end = watch.kind === 'rates' ? groupRate(watch, size) : watch.bound.max! + size;
    const most = watch.kind === 'rates' ? 1 : farthestOf(watch, plan);
    if (end >= 0 && end <= most) continue;
    const shown = Number(end.toFixed(6));
    const what =
      watch.kind === 'rates'
        ? `the rate of the group would be ${shown}`
        : `the distance would be ${shown}, beyond the farthest of ${Number(most.toFixed(6))}`;
    return { id: watch.id, what };
  }
  return null;
}
