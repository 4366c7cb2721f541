import type { Clock } from '../../../core/base/clock.js';
import { Turns } from '../../../core/base/turns.js';
import { countsOfCell, type PaneAt, type Phase, type StateChange } from '../../monitor/index.js';
import {
  type ExplainedChange,
  explaining,
  MOST_BLOCKS,
  notLookedAt,
  phaseToExplain,
  type Times,
  timesOf,
  unexplained,
} from '../../monitor-review/index.js';
import { paneOf } from '../following/index.js';
import type { Epoch, MonitorStore, PaneRow } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';

/** Blocks that are read back at once: others are served in between. */
const PANES_AT_ONCE = 250;
/** Longest stretch that is read and held for several alarms, in blocks. Evidence of some may be years older than that of others. */
const MOST_TOGETHER: number = 2 * MOST_BLOCKS;
/** Most numbers that are held of blocks, some 800 MB: an attribute that is an identifier makes each of them large, and an alarm must not end the service. */
const MOST_NUMBERS = 100_000_000;
/** What a cell takes beside its counts, in numbers: its values and their text. */
const CELL_NUMBERS = 50;

interface Explaining {
  readonly epoch: Epoch;
  readonly policy: WatchedPolicy;
  readonly store: Pick<MonitorStore, 'panes'>;
  readonly clock: Pick<Clock, 'nowMs' | 'turn'>;
  readonly labelled: readonly PaneRow[];
  /** Most numbers that are held of blocks. */
  readonly mostNumbers?: number;
}

/**
 * Gives alarms what may be behind them, from the panes that are kept. They are read and added up once for all alarms of a step that look at the
 * same: where a fault is in all groups, hundreds fire together.
 *
 * @param of `labelled`: panes of labels that this step closed and that are not stored yet
 */
export async function withCauses(changes: readonly StateChange[], of: Explaining): Promise<ExplainedChange[]> {
  const { plan } = of.policy;
  const told: ExplainedChange[] = changes.map((change) => unexplained(plan, change));
  const turns = new Turns(of.clock);
  for (const { phase, asked, reach } of batchesOf(changes, of)) {
    const panes = await panesIn(reach, phase, { ...of, turns });
    if (panes === null) {
      for (const { at, change } of asked) told[at] = { ...change, causes: notLookedAt(plan, change) };
      continue;
    }
    const work = explaining(
      plan,
      asked.map(({ change }) => change),
      () => panes,
    );
    let step = work.next();
    for (; !step.done; step = work.next()) await turns.next();
    for (const [i, change] of step.value.entries()) told[asked[i]!.at] = change;
  }
  return told;
}

interface Asked {
  /** Its place among all changes. */
  readonly at: number;
  readonly change: StateChange;
  readonly times: Times;
}

interface Reach {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Batch {
  readonly phase: Phase;
  readonly asked: readonly Asked[];
  readonly reach: Reach;
}

/** Alarms that are explained from blocks that are held together. */
function batchesOf(changes: readonly StateChange[], { policy: { plan } }: Explaining): Batch[] {
  const asked: Record<Phase, Asked[]> = { decisions: [], labels: [] };
  for (const [at, change] of changes.entries()) {
    const phase = phaseToExplain(plan, change);
    if (phase !== null) asked[phase].push({ at, change, times: timesOf(plan, change) });
  }
  const cut = (phase: Phase): Batch[] => {
    const batches: { phase: Phase; asked: Asked[]; reach: { fromMs: number; toMs: number } }[] = [];
    for (const one of asked[phase].sort((a, b) => a.times.fromMs - b.times.fromMs)) {
      const { fromMs, toMs } = one.times;
      const last = batches.at(-1);
      if (last === undefined || toMs - last.reach.fromMs > MOST_TOGETHER * plan.blockMs)
        batches.push({ phase, asked: [one], reach: { fromMs, toMs } });
      else {
        last.asked.push(one);
        last.reach.toMs = Math.max(last.reach.toMs, toMs);
      }
    }
    return batches;
  };
  return [...cut('decisions'), ...cut('labels')];
}

/** The blocks of a stretch; null where they are too large to be held together. */
async function panesIn(
  reach: Reach,
  kind: Phase,
  {
    epoch: { deployment, epoch },
    policy,
    store,
    labelled,
    turns,
    mostNumbers = MOST_NUMBERS,
  }: Explaining & { readonly turns: Turns },
): Promise<readonly PaneAt[] | null> {
  const panes: PaneAt[] = [];
  let numbers = 0;
  const add = async (rows: readonly PaneRow[]): Promise<void> => {
    for (const row of rows) {
      if (numbers > mostNumbers) return;
      const pane = paneOf(policy, row);
      numbers += pane.cells.size * (countsOfCell(pane) + CELL_NUMBERS);
      panes.push({ startMs: row.startMs, pane });
      await turns.next();
    }
  };
  for (let { fromMs } = reach; ; ) {
    const rows = await store.panes({ deployment, epoch, kind, fromMs, toMs: reach.toMs, limit: PANES_AT_ONCE });
    await add(rows);
    if (rows.length < PANES_AT_ONCE || numbers > mostNumbers) break;
    fromMs = rows.at(-1)!.startMs + 1;
  }
  if (kind === 'labels') await add(labelled);
  return numbers > mostNumbers ? null : panes;
}
