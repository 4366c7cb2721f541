import type { PaneAt, Phase, StateChange } from '../../monitor/index.js';
import { type ExplainedChange, explained, phaseToExplain, timesOf } from '../../monitor-review/index.js';
import { paneOf } from '../following/index.js';
import type { Epoch, MonitorStore, PaneRow } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';

/** Most blocks that are read back for one alarm, and at once: others are served in between. */
const MOST_BLOCKS = 3000;
const PANES_AT_ONCE = 250;

interface Explaining {
  readonly epoch: Epoch;
  readonly policy: WatchedPolicy;
  readonly store: Pick<MonitorStore, 'panes'>;
  readonly labelled: readonly PaneRow[];
}

/**
 * Gives alarms what may be behind them, from the panes that are kept. They are read once for all alarms of a step: where a fault is in all groups, hundreds fire together.
 *
 * @param of `labelled`: panes of labels that this step closed and that are not stored yet
 */
export async function withCauses(changes: readonly StateChange[], of: Explaining): Promise<ExplainedChange[]> {
  const { plan } = of.policy;
  const reached: Record<Phase, Reach | null> = { decisions: null, labels: null };
  for (const change of changes) {
    const phase = phaseToExplain(plan, change);
    if (phase !== null) reached[phase] = wider(reached[phase], reachOf(change, plan.blockMs));
  }
  const panes = {
    decisions: await panesIn(reached.decisions, 'decisions', of),
    labels: await panesIn(reached.labels, 'labels', of),
  };
  return changes.map((change) => explained(plan, change, (phase) => panes[phase]));
}

interface Reach {
  readonly fromMs: number;
  readonly toMs: number;
}

function reachOf(change: StateChange, blockMs: number): Reach {
  const { fromMs, toMs } = timesOf(change);
  return { fromMs: Math.max(fromMs, toMs - MOST_BLOCKS * blockMs), toMs };
}

const wider = (one: Reach | null, other: Reach): Reach =>
  one === null ? other : { fromMs: Math.min(one.fromMs, other.fromMs), toMs: Math.max(one.toMs, other.toMs) };

async function panesIn(
  reach: Reach | null,
  kind: Phase,
  { epoch: { deployment, epoch }, policy, store, labelled }: Explaining,
): Promise<readonly PaneAt[]> {
  if (reach === null) return [];
  const panes: PaneAt[] = [];
  const add = (rows: readonly PaneRow[]): void => {
    for (const row of rows) panes.push({ startMs: row.startMs, pane: paneOf(policy, row) });
  };
  for (let { fromMs } = reach; ; ) {
    const rows = await store.panes({ deployment, epoch, kind, fromMs, toMs: reach.toMs, limit: PANES_AT_ONCE });
    add(rows);
    if (rows.length < PANES_AT_ONCE) break;
    fromMs = rows.at(-1)!.startMs + 1;
  }
  if (kind === 'labels') add(labelled);
  return panes;
}
