import type { MonitorState } from '../../monitor/index.js';
import type { PaneAt, RecentPanes } from '../../monitor-review/index.js';
import { paneOf } from '../following/index.js';
import type { Epoch, MonitorStore, PaneKind } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';

/** Panes read at once. */
const PANES_AT_ONCE = 500;

/** What was counted of a deployment for so long before its last closed block, as far as it is still kept (`monitor.keepPanes`). */
export async function recentPanes(
  store: Pick<MonitorStore, 'panes'>,
  { epoch, policy, state }: { readonly epoch: Epoch; readonly policy: WatchedPolicy; readonly state: MonitorState },
  reachMs: number,
): Promise<RecentPanes> {
  const read = async (kind: Extract<PaneKind, 'decisions' | 'labels'>): Promise<PaneAt[]> => {
    const toMs = state.closed[kind];
    const panes: PaneAt[] = [];
    if (toMs === null || reachMs === 0) return panes;
    for (let fromMs = toMs - reachMs; ; ) {
      const { deployment, epoch: number } = epoch;
      const rows = await store.panes({ deployment, epoch: number, kind, fromMs, toMs, limit: PANES_AT_ONCE });
      for (const row of rows) panes.push({ startMs: row.startMs, pane: paneOf(policy, row) });
      if (rows.length < PANES_AT_ONCE) return panes;
      fromMs = rows.at(-1)!.startMs + 1;
    }
  };
  return { decisions: await read('decisions'), labels: policy.hasLabels ? await read('labels') : [] };
}
