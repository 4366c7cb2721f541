import { DAY_MS } from '../../../core/base/durations.js';
import type { MonitorPlan, StateChange } from '../../monitor/index.js';

/** How far before a change is looked, in lengths of the change, and from what to what. */
const LENGTHS_BEFORE = 4;
const LEAST_BEFORE: number = 7 * DAY_MS;
const MOST_BEFORE: number = 28 * DAY_MS;
/** Most blocks that are looked at for one change, and most of them since it began: what is before has the others. */
export const MOST_BLOCKS = 3000;
const MOST_SINCE = MOST_BLOCKS / 2;

/** The two stretches of time that are held against each other: from `fromMs` to `beginMs`, and from there to `toMs`. */
export interface Times {
  readonly fromMs: number;
  readonly beginMs: number;
  readonly toMs: number;
}

/**
 * The stretches that are compared for a change: the blocks that its evidence is from, and those before. Where that are more blocks than are looked at, those next to its beginning are, on both
 * sides of it.
 */
export function timesOf({ blockMs }: Pick<MonitorPlan, 'blockMs'>, { window }: Pick<StateChange, 'window'>): Times {
  const [beginMs, endMs] = [Date.parse(window.from), Date.parse(window.to)];
  const reach = Math.min(MOST_BEFORE, Math.max(LEAST_BEFORE, LENGTHS_BEFORE * (endMs - beginMs)));
  const toMs = Math.min(endMs, beginMs + MOST_SINCE * blockMs);
  return { fromMs: Math.max(beginMs - reach, toMs - MOST_BLOCKS * blockMs), beginMs, toMs };
}
