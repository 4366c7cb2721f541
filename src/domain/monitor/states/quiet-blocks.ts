import type { MonitorPlan, Phase, Watch } from '../../monitor-watches/index.js';
import { evidenceOf } from './budget.js';
import { areFactsAtRest } from './facts.js';
import { isOfBlocks } from './groups.js';
import type { Series } from './series.js';
import type { MonitorState, WatchState } from './state.js';

/**
 * Whether a block without decisions would change nothing, since every series of the phase is without data or fires. Such blocks are passed over: otherwise
 * a single decision of long ago would make a million blocks.
 */
export function isQuiet(plan: MonitorPlan, state: MonitorState, phase: Phase): boolean {
  if (phase === 'decisions' && !areFactsAtRest(plan, state)) return false;
  for (const watches of state.deployments.values())
    for (const [w, known] of watches.entries()) {
      const watch = plan.watches[w]!;
      if (watch.phase !== phase) continue;
      for (const series of known.series.values()) if (!rests(watch, known, series)) return false;
    }
  return true;
}

/** Whether an empty block would change nothing of a series. Of the volume it is an observation, which takes from the evidence that its alarm is over. */
function rests(watch: Watch, known: WatchState, series: Series): boolean {
  if (series.condition === 'no-data') return true;
  return (
    series.condition === 'firing' &&
    (watch.quality === null || !isOfBlocks(watch.quality) || evidenceOf(watch, known, series) <= 0)
  );
}

/**
 * Gives the starts of the blocks between two times that have to be closed, in order. The states are asked before each empty block, so every block
 * is to be closed before the next one is asked for.
 *
 * @param filled starts of the blocks in which something was counted, in order
 */
export function* blocksToClose(
  plan: MonitorPlan,
  state: MonitorState,
  {
    phase,
    fromMs,
    toMs,
    filled,
  }: { readonly phase: Phase; readonly fromMs: number; readonly toMs: number; readonly filled: Iterable<number> },
): Generator<number> {
  let at = fromMs;
  for (const next of [...filled, toMs]) {
    for (; at < next && !isQuiet(plan, state, phase); at += plan.blockMs) yield at;
    if (next < toMs) yield next;
    at = next + plan.blockMs;
  }
}
