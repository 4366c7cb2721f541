import type { StateChange } from '../../monitor/index.js';
import { type ExplainedChange, explained, type PaneAt, phaseToExplain, timesOf } from '../../monitor-review/index.js';
import { paneOf } from '../following/index.js';
import type { Epoch, MonitorStore, PaneRow } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';

/** Most blocks that are read back for one alarm. */
const MOST_BLOCKS = 3000;

/** Gives alarms what may be behind them, from the panes that are kept. @param labelled panes of labels that this step closed and that are not stored yet */
export async function withCauses(
  changes: readonly StateChange[],
  of: {
    readonly epoch: Epoch;
    readonly policy: WatchedPolicy;
    readonly store: Pick<MonitorStore, 'panes'>;
    readonly labelled: readonly PaneRow[];
  },
): Promise<ExplainedChange[]> {
  const { policy, epoch, store, labelled } = of;
  const told: ExplainedChange[] = [];
  for (const change of changes) {
    const phase = phaseToExplain(policy.plan, change);
    if (phase === null) {
      told.push(change);
      continue;
    }
    const { fromMs, toMs } = timesOf(change);
    const place = { deployment: epoch.deployment, epoch: epoch.epoch, kind: phase };
    const least = Math.max(fromMs, toMs - MOST_BLOCKS * policy.plan.blockMs);
    const stored = await store.panes({ ...place, fromMs: least, toMs, limit: MOST_BLOCKS });
    const rows = phase === 'labels' ? [...stored, ...labelled] : stored;
    const panes = rows.map((row): PaneAt => ({ startMs: row.startMs, pane: paneOf(policy, row) }));
    told.push(explained(policy.plan, change, () => panes));
  }
  return told;
}
