import { TribuneError } from '../../../core/base/errors.js';
import { MAX_GROUPS } from '../../../core/fairness/tally/index.js';
import { countedIn, type Pane } from '../../monitor-panes/index.js';
import { type MonitorPlan, mostChanging, type Phase } from '../../monitor-watches/index.js';
import { beginAtOnce, type Found } from './begin-at-once.js';
import { shareBudget } from './budget.js';
import { besideEarlier, keepBlock } from './earlier-blocks.js';
import { closeFacts, firingFacts } from './facts.js';
import { BlockCells, isLarge, referenceKeyOf, rememberGroups } from './groups.js';
import { countRipe } from './ripe-labels.js';
import type { Series } from './series.js';
import { emptyWatch, newSeries, planDigest } from './start.js';
import type { MonitorState } from './state.js';
import { type StateChange, stateChange, type WatchPlace } from './state-change.js';
import {
  afterBlock,
  type BlockTime,
  conditionAfter,
  type SeriesStep,
  type Taking,
  takeBlock,
  takingOf,
} from './take-block.js';
import { evidenceTaking, takeEvidence } from './take-evidence.js';
import { rememberVolume, type UsualQuality, usualIn, usualOf } from './usual-volume.js';

/** A block whose time is over. */
export interface ClosedBlock {
  readonly phase: Phase;
  /** Milliseconds; a multiple of the block from 1970 on, as `windowOf` gives it. */
  readonly window: { readonly from: number; readonly to: number };
  /** What each deployment counted in it; a deployment that counted nothing may be left out. */
  readonly panes: ReadonlyMap<string, Pane>;
  /** Whether the data end within it, so that few decisions are no sign of anything. */
  readonly isCut?: boolean;
}

/** The start of the block that a moment lies in; blocks are cut from 1970 on, in UTC. */
export const blockOf = (ms: number, blockMs: number): number => Math.floor(ms / blockMs) * blockMs;

/** The block that a moment lies in. */
export function windowOf({ blockMs }: Pick<MonitorPlan, 'blockMs'>, ms: number): ClosedBlock['window'] {
  const from = blockOf(ms, blockMs);
  return { from, to: from + blockMs };
}

/** When a block can be closed: at its end, or for what needs labels once the horizon has passed for its last decision. */
export const closesAt = ({ labelHorizonMs }: MonitorPlan, phase: Phase, { to }: ClosedBlock['window']): number =>
  phase === 'decisions' ? to : to + (labelHorizonMs ?? 0);

/**
 * Takes a closed block in and says which series changed their state. Blocks of a phase are closed in the order of time, all deployments of a
 * block together; a block without decisions is closed too, for that is how a series learns that it has no data.
 *
 * Labels are those that came within the horizon of their decision. What comes later changes nothing of a closed block.
 *
 * @param state changed in place
 * @returns the changes in the order of deployments, watches and groups
 * @throws TribuneError INVALID_ARGUMENT for a block that was closed already, or that is none of the plan
 */
export function closeBlock(plan: MonitorPlan, state: MonitorState, block: ClosedBlock): StateChange[] {
  checkBlock(plan, state, block);
  const { phase, window } = block;
  const time = { ...window, closedAt: closesAt(plan, phase, window) };
  const begun = new Set<string>();
  for (const deployment of block.panes.keys()) {
    if (state.deployments.has(deployment)) continue;
    state.deployments.set(deployment, plan.watches.map(emptyWatch));
    begun.add(deployment);
  }
  const changes: StateChange[] = [];
  const found = beginAtOnce(plan, state, { phase, panes: block.panes, time });
  const usual = phase === 'decisions' ? usualOf(plan) : null;
  for (const [deployment, watches] of state.deployments) {
    const pane = block.panes.get(deployment);
    // The watch may have begun within its first block.
    const isCut = block.isCut === true || begun.has(deployment);
    if (phase === 'decisions') changes.push(...closeFacts(plan, state, deployment, { window, pane, isCut }));
    const facts = firingFacts(plan, state, deployment);
    const cells = new BlockCells(pane, plan, { isCut, usual: usualNow(state, deployment, { usual, window, plan }) });
    watches.forEach((known, w) => {
      const watch = plan.watches[w]!;
      if (watch.phase !== phase) return;
      const place = { plan, deployment, watch, known, watches, facts };
      closeWatch(place, cells, { time, changes });
      findSeries(place, { time, found });
    });
    if (usual !== null && !isCut) rememberBlock(state, deployment, { usual, plan, window, pane });
  }
  if (phase === 'labels') for (const pane of block.panes.values()) countRipe(state.ripe, pane, plan);
  state.closed[phase] = window.to;
  state.blocks[phase] += 1;
  state.alarms += changes.filter((change) => change.state === 'firing').length;
  if (found.length === 0) return changes;
  shareBudget(plan, state, time.closedAt);
  // What began before the block, and is more than watched after it, is among the changes.
  const calm = found.filter(({ series }) => series.condition === 'watching');
  return [...changes, ...calm.map(({ place, series }) => stateChange({ ...place, series, time, step: null }))];
}

/** What is usual in the block; null where nothing is known or asked. */
function usualNow(
  { volumes }: MonitorState,
  deployment: string,
  {
    usual,
    window,
    plan,
  }: {
    readonly usual: UsualQuality | null;
    readonly window: ClosedBlock['window'];
    readonly plan: Pick<MonitorPlan, 'blockMs'>;
  },
): number | null {
  const volume = volumes.get(deployment);
  if (usual === null || volume === undefined) return null;
  return usualIn(volume, usual, { fromMs: window.from, blockMs: plan.blockMs });
}

function rememberBlock(
  { volumes }: MonitorState,
  deployment: string,
  {
    usual,
    plan,
    window,
    pane,
  }: {
    readonly usual: UsualQuality;
    readonly plan: Pick<MonitorPlan, 'blockMs'>;
    readonly window: ClosedBlock['window'];
    readonly pane: Pane | undefined;
  },
): void {
  const volume = volumes.get(deployment) ?? new Map();
  volumes.set(deployment, volume);
  const decisions = pane === undefined ? 0 : countedIn(pane);
  rememberVolume(volume, usual, { fromMs: window.from, blockMs: plan.blockMs, decisions });
}

function checkBlock(plan: MonitorPlan, state: MonitorState, { phase, window }: ClosedBlock): void {
  const refuse = (message: string, remedy: string): never => {
    throw new TribuneError('INVALID_ARGUMENT', message, { remedy });
  };
  if (state.plan !== planDigest(plan))
    refuse('the state of the monitor belongs to another plan', 'Start a new state where the policy changed.');
  const whole = windowOf(plan, window.from);
  if (!Number.isSafeInteger(window.from) || whole.from !== window.from || whole.to !== window.to)
    refuse(`${window.from} to ${window.to} is no block of the plan`, 'Use windowOf.');
  const closed = state.closed[phase];
  if (closed !== null && window.from < closed)
    refuse(
      `the block until ${new Date(window.to).toISOString()} is closed already`,
      'Close blocks in the order of time, each once.',
    );
}

function closeWatch(
  place: WatchPlace,
  cells: BlockCells,
  { time, changes }: { readonly time: BlockTime; readonly changes: StateChange[] },
): void {
  const { plan, watch, known } = place;
  const own = cells.groupsOf(watch);
  const block = watch.kind === 'changes' ? besideEarlier(watch, known.earlier, { block: own, fromMs: time.from }) : own;
  if (known.series.size > 0) {
    const { taking, take } = takerOf({ plan, watch, known, block, time });
    for (const [key, series] of known.series) {
      const step = take(key, series);
      const condition = conditionAfter(taking, series, step);
      if (condition !== series.condition) {
        series.condition = condition;
        series.changedAt = time.closedAt;
        changes.push(stateChange({ ...place, series, time, step }));
      }
      if (step !== null) afterBlock(taking, series, step);
    }
  }
  rememberGroups(watch, known, { plan, block, at: time.to });
  if (watch.kind === 'changes')
    keepBlock(known.earlier, { block: own, fromMs: time.from, groups: known.groups, most: mostChanging(plan) });
}

/** What takes a block into each series of a watch. */
function takerOf(at: Omit<Taking, 'thresholds'>): {
  readonly taking: Taking;
  readonly take: (key: string, series: Series) => SeriesStep | null;
} {
  const { watch } = at;
  if (watch.kind === 'rates') {
    const taking = takingOf({ ...at, watch });
    return { taking, take: (key, series) => takeBlock(taking, key, series) };
  }
  const taking = evidenceTaking({ ...at, watch });
  return { taking, take: (key, series) => takeEvidence(taking, key, series) };
}

/** Groups that have become large enough get a series; where they are compared, only once there is a group to compare them with. */
function findSeries(place: WatchPlace, { time, found }: { readonly time: BlockTime; readonly found: Found[] }): void {
  const { plan, watch, known } = place;
  const { reference } = watch;
  const referenceKey = referenceKeyOf(watch);
  // Most blocks bring no new group.
  if (known.groups.size === known.series.size + (referenceKey === null ? 0 : 1)) return;
  const large = [...known.groups].filter(([, group]) => isLarge(watch, group, plan));
  if (referenceKey !== null && !large.some(([key]) => key === referenceKey)) return;
  if ((reference.kind === 'highest' || reference.kind === 'largest') && large.length < 2) return;
  for (const [key, { values }] of large) {
    if (key === referenceKey || known.series.has(key) || known.series.size >= MAX_GROUPS) continue;
    const series = newSeries(place, values, time);
    known.series.set(key, series);
    found.push({ place, series });
  }
}
