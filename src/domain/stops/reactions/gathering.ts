import type { MonitorView, WatchedDeployment } from '../../live-monitor/viewing/index.js';
import type { RateWatch } from '../../monitor/index.js';
import { BLOCKS_BEFORE, beginGathering, countedOf, type Gathered, gather } from './breaker.js';
import type { OpenAlert } from './ports.js';

/** Blocks that are read at once: one of many groups is megabytes. */
const PAGE = 50;

/**
 * Takes the blocks in that were closed since the last look: once each, in order, whatever breaks off, as what was gathered says how far it is.
 * Null for an alert from before there were breakers.
 */
export async function gatherOn(
  view: Pick<MonitorView, 'panes'>,
  one: WatchedDeployment,
  { watch, alert }: { readonly watch: RateWatch; readonly alert: OpenAlert },
): Promise<Gathered | null> {
  const { evaluated, policy } = one;
  const { plan } = policy;
  const firedMs = alert.blockEndMs;
  const closedMs = watch.phase === 'labels' ? evaluated?.ripenedMs : evaluated?.closedMs;
  if (firedMs === undefined) return null;
  let gathered = alert.gathered ?? beginGathering(watch, firedMs - BLOCKS_BEFORE * plan.blockMs);
  while (closedMs !== null && closedMs !== undefined && gathered.untilMs < closedMs) {
    const query = { kind: watch.phase, fromMs: gathered.untilMs, toMs: closedMs, limit: PAGE };
    const blocks = await view.panes(one, query);
    for (const { pane, endMs } of blocks) {
      const block = countedOf(plan, watch, pane, alert);
      gathered = gather(watch, gathered, { block, endMs, isEvidence: endMs > firedMs });
    }
    if (blocks.length < PAGE) break;
  }
  return gathered;
}
