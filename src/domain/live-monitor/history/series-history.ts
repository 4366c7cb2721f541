import type { Clock } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import { Turns } from '../../../core/base/turns.js';
import {
  blocksToClose,
  closeBlock,
  isLineOf,
  type MonitorState,
  oneLine,
  type Phase,
  type SeriesWanted,
  type StateChange,
  startMonitor,
  watchNamed,
  windowOf,
} from '../../monitor/index.js';
import { paneOf } from '../following/index.js';
import type { MonitorStore, PaneRow } from '../ports.js';
import type { WatchedDeployment } from '../viewing/index.js';
import { LineSample } from './line-sample.js';

/** Most blocks that are replayed: a year of hours. Of more the newest are. */
const MOST_BLOCKS = 10_000;
/** Blocks that are read at once: one of many groups is megabytes. */
const PAGE = 100;

export interface HistoryQuery extends SeriesWanted {
  /** Most moments that are given, at least 2; of more blocks every so many. */
  readonly points: number;
}

/** A series at the ends of blocks, in order, as a replay of the blocks that are kept has it. */
export interface SeriesReplay {
  readonly lines: readonly StateChange[];
  /**
   * Whether the replay ends where the monitor stands. It does not where blocks at the beginning were dropped, or are too many: then the lines are
   * those of a monitor that began at the first kept block, and their evidence and states are not those of this one.
   */
  readonly agrees: boolean;
}

/** How a series came to stand where it stands. */
export interface SeriesHistory extends SeriesReplay {
  /** The changes of its state as they were told when they happened. */
  readonly changes: readonly StateChange[];
}

export interface HistoryDeps {
  readonly store: Pick<MonitorStore, 'panes'>;
  readonly clock: Pick<Clock, 'nowMs' | 'turn'>;
}

/**
 * Replays the blocks of a deployment as they were counted, and gives a series as it stood after each: what the monitor believed at every
 * moment, and not a second way of computing it. Others are served in between, and of the blocks only a page is held.
 *
 * @throws TribuneError NOT_FOUND for a series that there is not
 */
export async function seriesHistory(
  { store, clock }: HistoryDeps,
  one: WatchedDeployment,
  query: HistoryQuery,
): Promise<SeriesReplay> {
  const { plan } = one.policy;
  const now = oneLine(plan, one.state, query);
  if (now === undefined) throw noSeries(one.epoch.deployment);
  const { phase } = watchNamed(plan, query)!;
  const state = startMonitor(plan);
  const sample = new LineSample(query.points);
  const turns = new Turns(clock);
  for await (const step of closings(store, one, state)) {
    await turns.next();
    if (step.phase !== phase) continue;
    // Of thousands of series some change with nearly every block, which is no moment of this one.
    const hasChanged = step.changes.some((change) => isLineOf(change, query));
    sample.take(hasChanged, () => oneLine(plan, state, query));
  }
  const last = oneLine(plan, state, query);
  const agrees = last !== undefined && last.logEvidence === now.logEvidence && last.n === now.n;
  // What is known besides blocks, such as that nothing comes any more, only the monitor itself knows.
  return { lines: sample.lines(agrees ? now : last), agrees };
}

interface Step {
  readonly phase: Phase;
  readonly changes: readonly StateChange[];
}

/** Closes the blocks of both phases in the order in which they are complete. */
async function* closings(
  store: Pick<MonitorStore, 'panes'>,
  one: WatchedDeployment,
  state: MonitorState,
): AsyncGenerator<Step> {
  const { plan } = one.policy;
  const horizonMs = plan.labelHorizonMs ?? 0;
  const close = (phase: Phase, { startMs, row }: BlockToClose): Step => {
    const panes = new Map(row === undefined ? [] : [[one.epoch.deployment, paneOf(one.policy, row)]]);
    return { phase, changes: closeBlock(plan, state, { phase, window: windowOf(plan, startMs), panes }) };
  };
  const labels = blocksOf(store, one, { state, kind: 'labels' });
  let label = await labels.next();
  for await (const block of blocksOf(store, one, { state, kind: 'decisions' })) {
    for (; !label.done && label.value.startMs + horizonMs <= block.startMs; label = await labels.next())
      yield close('labels', label.value);
    yield close('decisions', block);
  }
  for (; !label.done; label = await labels.next()) yield close('labels', label.value);
}

interface BlockToClose {
  readonly startMs: number;
  /** What was counted of it; undefined for a block without decisions. */
  readonly row: PaneRow | undefined;
}

/** The blocks of a phase that were closed, as they were counted, page by page: each is to be closed before the next is asked for. */
async function* blocksOf(
  store: Pick<MonitorStore, 'panes'>,
  { epoch, evaluated, policy: { plan, hasLabels } }: WatchedDeployment,
  { state, kind }: { readonly state: MonitorState; readonly kind: Phase },
): AsyncGenerator<BlockToClose> {
  const toMs = kind === 'decisions' ? evaluated?.closedMs : hasLabels ? evaluated?.ripenedMs : null;
  if (toMs === null || toMs === undefined) return;
  let fromMs: number | null = null;
  for (;;) {
    const place = { deployment: epoch.deployment, epoch: epoch.epoch, kind };
    const oldestMs = toMs - MOST_BLOCKS * plan.blockMs;
    const page: PaneRow[] = await store.panes({ ...place, fromMs: fromMs ?? oldestMs, toMs, limit: PAGE });
    const rows = new Map(page.map((row) => [row.startMs, row]));
    const isLast = page.length < PAGE;
    const first = fromMs ?? page[0]?.startMs ?? toMs;
    const until: number = isLast ? toMs : page.at(-1)!.startMs + plan.blockMs;
    const filled = rows.keys();
    for (const startMs of blocksToClose(plan, state, { phase: kind, fromMs: first, toMs: until, filled }))
      yield { startMs, row: rows.get(startMs) };
    if (isLast) return;
    fromMs = until;
  }
}

const noSeries = (deployment: string): TribuneError =>
  new TribuneError('NOT_FOUND', `${JSON.stringify(deployment)} has no such series`, {
    remedy: 'GET /v1/monitor/series lists those that there are. A group gets one once it is large enough.',
  });
