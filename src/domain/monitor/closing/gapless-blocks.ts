import type { MonitorPlan } from '../index.js';

/**
 * The starts of the blocks between two times, in order. Of a long time without decisions only its beginning is there, until every series has
 * said that it has no data: nothing changes after that, and a single decision of long ago would make a million blocks.
 *
 * @param filled starts of the blocks in which something was counted
 */
export function gaplessBlocks(
  { blockMs, noDataAfterMs }: Pick<MonitorPlan, 'blockMs' | 'noDataAfterMs'>,
  { fromMs, toMs, filled }: { readonly fromMs: number; readonly toMs: number; readonly filled: ReadonlySet<number> },
): number[] {
  const mostEmpty = Math.ceil(noDataAfterMs / blockMs) + 1;
  const ahead = [...filled].filter((start) => start >= fromMs && start < toMs).sort((a, b) => a - b);
  const starts: number[] = [];
  let at = fromMs;
  for (const next of [...ahead, toMs]) {
    const emptyTo = Math.min(next, at + mostEmpty * blockMs);
    for (; at < emptyTo; at += blockMs) starts.push(at);
    if (next < toMs) starts.push(next);
    at = next + blockMs;
  }
  return starts;
}
