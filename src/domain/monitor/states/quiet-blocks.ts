import type { MonitorPlan, Phase } from '../series/types.js';
import type { MonitorState } from './state.js';

/**
 * Whether a block without decisions would change nothing, since every series of the phase is without data or fires. Such blocks are passed over: otherwise
 * a single decision of long ago would make a million blocks.
 */
export function isQuiet(plan: MonitorPlan, state: MonitorState, phase: Phase): boolean {
  for (const watches of state.deployments.values())
    for (const [w, { series }] of watches.entries()) {
      if (plan.watches[w]!.phase !== phase) continue;
      for (const { condition } of series.values()) if (condition !== 'no-data' && condition !== 'firing') return false;
    }
  return true;
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
