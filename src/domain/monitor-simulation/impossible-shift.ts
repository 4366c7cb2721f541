import type { MonitorPlan } from '../monitor/index.js';
import { groupArea } from './area-series.js';
import { levelOf } from './change-series.js';
import { farthestOf } from './drift-series.js';
import { groupMean } from './mean-series.js';
import { groupRate } from './rate-series.js';
import { isSimulated, type SimulatedWatch } from './series.js';

/** The watch that cannot go wrong by so much, with what it would come to; null where all can. */
export function impossibleShift(
  plan: MonitorPlan,
  size: number,
): { readonly id: string; readonly what: string } | null {
  for (const watch of plan.watches) {
    if (!isSimulated(watch)) continue;
    const what = impossible(watch, plan, size);
    if (what !== null) return { id: watch.id, what };
  }
  return null;
}

function impossible(watch: SimulatedWatch, plan: MonitorPlan, size: number): string | null {
  const isShare = (end: number): boolean => end >= 0 && end <= 1;
  if (watch.kind === 'rates') {
    const rate = groupRate(watch, size);
    return isShare(rate) ? null : `the rate of the group would be ${printed(rate)}`;
  }
  if (watch.kind === 'means') {
    const mean = groupMean(watch, size);
    const { from, to } = watch.range;
    return isShare(mean)
      ? null
      : `the mean of the group would be ${printed(from + mean * (to - from))}, and it can be from ${from} to ${to} only`;
  }
  if (watch.kind === 'areas') {
    const area = groupArea(watch, size);
    return area > 0 && area < 1 ? null : `the area of the group would be ${printed(area)}`;
  }
  if (watch.kind === 'changes') {
    const least = [0, 1].map((period) => levelOf(watch, { period, excess: 0 }));
    const level = levelOf(watch, { period: 0, excess: size });
    return [...least, level].every(isShare)
      ? null
      : `the ${LEVELS[watch.of?.kind ?? 'rates']} of the group would be ${printed(level)}`;
  }
  if (watch.kind === 'agreement') {
    const made = watch.bound.max! + size;
    return made <= 1 ? null : `${printed(100 * made)} % of the inputs would be made up`;
  }
  const distance = watch.bound.max! + size;
  const most = farthestOf(watch, plan);
  return distance >= 0 && distance <= most
    ? null
    : `the distance would be ${printed(distance)}, beyond the farthest of ${printed(most)}`;
}

/** Levels of changes are on a scale from 0 to 1, those of means that of their range. */
const LEVELS = { rates: 'rate', means: 'mean, as a share of its range,', areas: 'area', fractions: 'F1' } as const;

const printed = (end: number): number => Number(end.toFixed(6));
