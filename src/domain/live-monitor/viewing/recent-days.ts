import { DAY_MS } from '../../../core/base/durations.js';
import type { Turns } from '../../../core/base/turns.js';
import { addToStretches, type MonitorState, type PaneAt } from '../../monitor/index.js';
import type { RecentPanes } from '../../monitor-review/index.js';
import { paneOf } from '../following/index.js';
import type { Epoch, MonitorStore, PaneKind } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';

/** Panes read at once: one of many groups is megabytes. */
const PANES_AT_ONCE = 100;

/**
 * What was counted of a deployment on each day (UTC) for so long before its last closed block, as far as it is still kept (`monitor.keepPanes`). Panes are added up as they are read, so that
 * a year of short blocks takes the memory of its days.
 */
export async function recentDays(
  { store, turns }: { readonly store: Pick<MonitorStore, 'panes'>; readonly turns: Turns },
  { epoch, policy, state }: { readonly epoch: Epoch; readonly policy: WatchedPolicy; readonly state: MonitorState },
  reachMs: number,
): Promise<RecentPanes> {
  const read = async (kind: Extract<PaneKind, 'decisions' | 'labels'>): Promise<PaneAt[]> => {
    const toMs = state.closed[kind];
    const days: PaneAt[] = [];
    if (toMs === null || reachMs === 0) return days;
    for (let fromMs = toMs - reachMs; ; ) {
      const { deployment, epoch: number } = epoch;
      const rows = await store.panes({ deployment, epoch: number, kind, fromMs, toMs, limit: PANES_AT_ONCE });
      for (const row of rows) {
        const pane = { startMs: row.startMs, pane: paneOf(policy, row) };
        addToStretches(days, pane, { shape: policy.plan, stretchMs: DAY_MS });
        await turns.next();
      }
      if (rows.length < PANES_AT_ONCE) return days;
      fromMs = rows.at(-1)!.startMs + 1;
    }
  };
  return { decisions: await read('decisions'), labels: policy.hasLabels ? await read('labels') : [] };
}
