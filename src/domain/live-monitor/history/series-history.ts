import type { Clock } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import { Turns } from '../../../core/base/turns.js';
import type { GroupKey } from '../../../core/fairness/tally/index.js';
import {
  blockOf,
  blocksToClose,
  closeBlock,
  type MonitorState,
  oneLine,
  type Phase,
  type StateChange,
  startMonitor,
  windowOf,
} from '../../monitor/index.js';
import { paneOf } from '../following/index.js';
import type { MonitorStore, PaneRow } from '../ports.js';
import type { WatchedDeployment } from '../viewing/index.js';

/** Most blocks that are replayed: a year of hours. Of more the newest are. */
const MOST_BLOCKS = 10_000;
/** Blocks that are read at once. */
const PAGE = 250;

export interface HistoryQuery {
  readonly requirement: string;
  readonly component: string | null;
  readonly group: GroupKey;
  /** Most moments that are given; of more blocks every so many. */
  readonly points: number;
}

/** A series at the ends of blocks, in order. */
export interface SeriesHistory {
  readonly lines: readonly StateChange[];
  /**
   * Whether the replay ends where the monitor stands. It does not where blocks at the beginning were dropped, or are too many: then the lines are
   * those of a monitor that began at the first kept block, and their evidence and states are not those of this one.
   */
  readonly agrees: boolean;
  /** The changes of the state of the series, as the replay found them. */
  readonly changes: readonly StateChange[];
}

export interface HistoryDeps {
  readonly store: Pick<MonitorStore, 'panes'>;
  readonly clock: Pick<Clock, 'nowMs' | 'turn'>;
}

/**
 * Replays the blocks of a deployment as they were counted, and gives a series as it stood after each: what the monitor believed at every
 * moment, and not a second way of computing it. Others are served in between.
 *
 * @throws TribuneError NOT_FOUND for a series that there is not
 */
export async function seriesHistory(
  { store, clock }: HistoryDeps,
  one: WatchedDeployment,
  query: HistoryQuery,
): Promise<SeriesHistory> {
  const { plan } = one.policy;
  const now = oneLine(plan, one.state, query);
  if (now === undefined) throw noSeries(one.epoch.deployment);
  const phase = plan.watches.find(
    ({ requirement, component }) => requirement === query.requirement && component === query.component,
  )!.phase;
  const blocks = await blocksOf(store, one);
  const every = Math.max(1, Math.ceil(blocks[phase].length / query.points));
  const state = startMonitor(plan);
  const lines: StateChange[] = [];
  const changes: StateChange[] = [];
  const turns = new Turns(clock);
  let closed = 0;
  for (const step of closings(one, state, blocks)) {
    await turns.next();
    changes.push(...step.changes.filter((line) => isOf(line, query)));
    if (step.phase !== phase) continue;
    closed += 1;
    if (closed % every === 0 || step.changes.length > 0) push(lines, oneLine(plan, state, query));
  }
  push(lines, oneLine(plan, state, query));
  const last = lines.at(-1);
  const agrees = last !== undefined && last.logEvidence === now.logEvidence && last.n === now.n;
  return { lines, agrees, changes };
}

/** Adds a line that is not the one before it again. */
function push(lines: StateChange[], line: StateChange | undefined): void {
  if (line !== undefined && lines.at(-1)?.window.to !== line.window.to) lines.push(line);
}

function isOf({ requirement, component, series }: StateChange, query: HistoryQuery): boolean {
  if (requirement !== query.requirement || component !== query.component) return false;
  const names = Object.keys(series.group);
  return (
    names.length === Object.keys(query.group).length && names.every((name) => series.group[name] === query.group[name])
  );
}

type Blocks = Readonly<Record<Phase, readonly PaneRow[]>>;

/** The blocks that were closed, as they were counted, by phase. */
async function blocksOf(store: Pick<MonitorStore, 'panes'>, one: WatchedDeployment): Promise<Blocks> {
  const { evaluated, policy } = one;
  const untilMs = { decisions: evaluated?.closedMs ?? null, labels: policy.hasLabels ? evaluated?.ripenedMs : null };
  const read = async (kind: Phase): Promise<PaneRow[]> => {
    const toMs = untilMs[kind];
    if (toMs === null || toMs === undefined) return [];
    const rows: PaneRow[] = [];
    let fromMs = toMs - MOST_BLOCKS * policy.plan.blockMs;
    for (;;) {
      const { deployment, epoch } = one.epoch;
      const page = await store.panes({ deployment, epoch, kind, fromMs, toMs, limit: PAGE });
      rows.push(...page);
      if (page.length < PAGE) return rows;
      fromMs = page.at(-1)!.startMs + policy.plan.blockMs;
    }
  };
  return { decisions: await read('decisions'), labels: await read('labels') };
}

interface Step {
  readonly phase: Phase;
  readonly changes: readonly StateChange[];
}

/** Closes the blocks of both phases in the order in which they are complete. */
function* closings(one: WatchedDeployment, state: MonitorState, blocks: Blocks): Generator<Step> {
  const { plan } = one.policy;
  const horizonMs = plan.labelHorizonMs ?? 0;
  const starts = {
    decisions: startsOf(one, state, 'decisions', blocks),
    labels: startsOf(one, state, 'labels', blocks),
  };
  const byStart = (rows: readonly PaneRow[]) => new Map(rows.map((row) => [row.startMs, row]));
  const rows = { decisions: byStart(blocks.decisions), labels: byStart(blocks.labels) };
  let label = starts.labels.next();
  const close = (phase: Phase, startMs: number): Step => {
    const row = rows[phase].get(startMs);
    const panes = new Map(row === undefined ? [] : [[one.epoch.deployment, paneOf(one.policy, row)]]);
    return { phase, changes: closeBlock(plan, state, { phase, window: windowOf(plan, startMs), panes }) };
  };
  for (let next = starts.decisions.next(); !next.done; next = starts.decisions.next()) {
    for (; !label.done && label.value + horizonMs <= next.value; label = starts.labels.next())
      yield close('labels', label.value);
    yield close('decisions', next.value);
  }
  for (; !label.done; label = starts.labels.next()) yield close('labels', label.value);
}

function startsOf(one: WatchedDeployment, state: MonitorState, phase: Phase, blocks: Blocks): Generator<number> {
  const { policy, evaluated } = one;
  const filled = blocks[phase].map(({ startMs }) => startMs);
  const toMs = (phase === 'labels' ? evaluated?.ripenedMs : evaluated?.closedMs) ?? 0;
  const fromMs = filled[0] ?? blockOf(toMs, policy.plan.blockMs);
  return blocksToClose(policy.plan, state, { phase, fromMs, toMs, filled });
}

const noSeries = (deployment: string): TribuneError =>
  new TribuneError('NOT_FOUND', `${JSON.stringify(deployment)} has no such series`, {
    remedy: 'GET /v1/monitor/series lists those that there are. A group gets one once it is large enough.',
  });
