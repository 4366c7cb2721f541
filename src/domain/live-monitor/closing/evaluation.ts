import type { Clock } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  blocksToClose,
  closeBlock,
  closesAt,
  hearDeployment,
  type MonitorState,
  monitorLines,
  type Pane,
  type Phase,
  readState,
  type StateChange,
  startMonitor,
  stateJson,
  windowOf,
} from '../../monitor/index.js';
import type { ExplainedChange } from '../../monitor-review/index.js';
import { paneOf, paneText } from '../following/index.js';
import type { Epoch, EvaluatedEpoch, MonitorStore, PaneRow } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';
import { withCauses } from './change-causes.js';
import type { LabelCohorts } from './label-cohorts.js';
import type { Listened } from './listening.js';

/** Blocks with data that one transaction closes. */
const BLOCKS_AT_ONCE = 100;
/** Blocks that one transaction closes, with those without data: others are served in between. */
const MOST_BLOCKS = 1000;
/** Blocks of labels that one transaction closes: their decisions are read again. */
const COHORTS_AT_ONCE = 4;

export interface EvaluationOptions {
  readonly epoch: Epoch;
  readonly policy: WatchedPolicy;
  readonly store: MonitorStore;
  readonly cohorts: Pick<LabelCohorts, 'count'>;
  readonly clock: Pick<Clock, 'nowMs' | 'turn'>;
}

/** Blocks of decisions by their starts, from the first with data up to a time. */
interface Panes {
  readonly fromMs: number;
  readonly toMs: number;
  readonly panes: ReadonlyMap<number, Pane>;
}

/** One step of the evaluation of an epoch: the next blocks that are complete. */
export class Evaluation {
  /** Whether a block was taken. */
  hasTaken = false;
  readonly #options: EvaluationOptions;
  readonly #before: EvaluatedEpoch | null;
  readonly #state: MonitorState;
  #closedMs: number | null;
  #ripenedMs: number | null;
  /** Blocks that this step may still close. */
  #left = MOST_BLOCKS;
  readonly #labelled: PaneRow[] = [];

  private constructor(options: EvaluationOptions, before: EvaluatedEpoch | null) {
    this.#options = options;
    this.#before = before;
    const { plan } = options.policy;
    this.#state = before === null ? startMonitor(plan) : readState(plan, JSON.parse(before.states) as unknown);
    this.#closedMs = before?.closedMs ?? null;
    this.#ripenedMs = before?.ripenedMs ?? null;
  }

  static async open(options: EvaluationOptions): Promise<Evaluation> {
    const { deployment, epoch } = options.epoch;
    return new Evaluation(options, await options.store.evaluated(deployment, epoch));
  }

  /** Whether every block of decisions that starts before a time is closed. */
  isClosedTo(ms: number | null): boolean {
    return ms === null || (this.#closedMs !== null && this.#closedMs >= ms);
  }

  /** Every series as it stands. */
  lines(): StateChange[] {
    return monitorLines(this.#options.policy.plan, this.#state);
  }

  /**
   * Takes the next blocks, and silence; gives the changes of states. Blocks of decisions and of labels are taken in the order in which the log made them complete, where one entry completed several
   * in the order of time, as a replay does: a group that gets its first series with either changes the thresholds of all, so that states would else depend on when somebody looks. A silence that
   * is over ends before the blocks that were closed after it are taken, and one begins after all of them.
   *
   * @param listened until when every decision that came is counted; null where that is not known
   */
  async take(listened: Listened | null): Promise<ExplainedChange[]> {
    const changes = this.#hear(null);
    const closedMs = this.#closedMs;
    changes.push(...(await this.#takeBlocks()));
    if (this.#closedMs === closedMs) changes.push(...this.#hear(listened));
    return withCauses(changes, { ...this.#options, labelled: this.#labelled });
  }

  #hear(listened: Listened | null): StateChange[] {
    const { epoch, policy } = this.#options;
    if (policy.plan.facts === undefined || epoch.endSeq !== null) return [];
    const heardMs = Math.max(epoch.beganAtMs, epoch.receivedMs ?? epoch.beganAtMs);
    // Time in which nobody listened is none in which nothing came.
    const heardFor = listened === null ? 0 : listened.untilMs - heardMs - listened.missedSince(heardMs);
    const isLong = policy.plan.facts.some((fact) => fact.kind === 'silence' && heardFor > fact.longestMs);
    const untilMs = listened !== null && isLong ? listened.untilMs : null;
    const changes = hearDeployment(policy.plan, this.#state, epoch.deployment, { heardMs, untilMs });
    if (changes.length > 0) this.hasTaken = true;
    return changes;
  }

  /** Stores what the step made of the states. Throws where another evaluation came between. */
  async save(
    store: MonitorStore,
    { isOver, closedAtMs }: Pick<EvaluatedEpoch, 'isOver' | 'closedAtMs'>,
  ): Promise<void> {
    const { deployment, epoch } = this.#options.epoch;
    // Where nothing waits for labels, nothing waits after the block is closed.
    const ripenedMs = this.#options.policy.hasLabels ? this.#ripenedMs : this.#closedMs;
    const step = this.#before?.step ?? 0;
    await store.savePanes(this.#labelled);
    const evaluated: EvaluatedEpoch = {
      ...{ deployment, epoch, closedMs: this.#closedMs, ripenedMs, step: step + 1, isOver },
      closedAtMs: this.hasTaken ? closedAtMs : (this.#before?.closedAtMs ?? null),
      states: JSON.stringify(stateJson(this.#state)),
    };
    if (!(await store.saveEvaluated(evaluated, step))) throw evaluatedElsewhere(deployment);
  }

  async #takeBlocks(): Promise<StateChange[]> {
    const { epoch, policy } = this.#options;
    if (epoch.watermarkMs === null) return [];
    const endMs = windowOf(policy.plan, epoch.watermarkMs).from;
    const labels = await this.#nextLabels(endMs);
    const decisions = await this.#nextDecisions(labels.isAll ? endMs : this.#wantedBy(labels.rows.at(-1)!, endMs));
    const changes: StateChange[] = [];
    for (const row of labels.rows) {
      const toMs = row.startMs + policy.plan.blockMs;
      const wantedMs = this.#wantedBy(row, endMs);
      if (!this.#closeDecisions(decisions, wantedMs, changes) || this.#closedMs === null || this.#closedMs < toMs)
        return changes;
      const panes = new Map([[row.startMs, await this.#options.cohorts.count(epoch, policy, row)]]);
      const closed = this.#close('labels', { fromMs: this.#ripenedMs ?? row.startMs, toMs, panes });
      changes.push(...closed.changes);
      this.#ripenedMs = closed.closedMs;
      if (closed.closedMs < toMs) return changes;
      this.#labelled.push({ ...row, kind: 'labels', pane: paneText(panes.get(row.startMs)!) });
    }
    if (labels.isAll) this.#closeDecisions(decisions, endMs, changes);
    return changes;
  }

  /** Up to when the blocks of decisions are complete that are closed before those of labels. Rows that an older version ripened do not say it. */
  #wantedBy({ startMs, ripeAfterMs }: PaneRow, endMs: number): number {
    const { plan } = this.#options.policy;
    return ripeAfterMs ?? Math.min(endMs, windowOf(plan, closesAt(plan, 'labels', windowOf(plan, startMs))).from);
  }

  /** The next blocks of decisions that end by a time, as far as one step may take them: each is read about once, however many cohorts there are. */
  async #nextDecisions(endMs: number): Promise<Panes> {
    const { epoch, policy, store } = this.#options;
    const rows = await store.panes({
      ...{ deployment: epoch.deployment, epoch: epoch.epoch, kind: 'decisions' as const },
      ...{ fromMs: this.#closedMs ?? Number.MIN_SAFE_INTEGER, toMs: endMs, limit: BLOCKS_AT_ONCE },
    });
    const isAll = rows.length < BLOCKS_AT_ONCE;
    return {
      fromMs: rows[0]?.startMs ?? endMs,
      toMs: isAll ? endMs : rows.at(-1)!.startMs + policy.plan.blockMs,
      panes: new Map(rows.map((row) => [row.startMs, paneOf(policy, row)])),
    };
  }

  /**
   * The next blocks whose labels are no longer waited for, and whether those are all. What became ripe since the epoch was read, after blocks of decisions that were not complete then, is left to the next step;
   * after the end of an epoch nothing becomes ripe.
   */
  async #nextLabels(endMs: number): Promise<{ readonly rows: readonly PaneRow[]; readonly isAll: boolean }> {
    const { epoch, policy, store } = this.#options;
    if (!policy.hasLabels) return { rows: [], isAll: true };
    const rows = await store.panes({
      ...{ deployment: epoch.deployment, epoch: epoch.epoch, kind: 'decisions' as const },
      ...{ fromMs: this.#ripenedMs ?? Number.MIN_SAFE_INTEGER, toMs: endMs, limit: COHORTS_AT_ONCE },
    });
    const unripe = rows.findIndex(({ ripeSeq, ripeAfterMs }) => ripeSeq === null || (ripeAfterMs ?? endMs) > endMs);
    return unripe === -1
      ? { rows, isAll: rows.length < COHORTS_AT_ONCE }
      : { rows: rows.slice(0, unripe), isAll: true };
  }

  /** Closes the blocks of decisions that end by a time; gives whether all of them were. */
  #closeDecisions({ fromMs: firstMs, toMs: lastMs, panes }: Panes, wantedMs: number, changes: StateChange[]): boolean {
    const [fromMs, toMs] = [this.#closedMs ?? firstMs, Math.min(lastMs, wantedMs)];
    if (fromMs >= toMs) return fromMs >= wantedMs;
    const due = new Map([...panes].filter(([startMs]) => startMs >= fromMs && startMs < toMs));
    const closed = this.#close('decisions', { fromMs, toMs, panes: due });
    changes.push(...closed.changes);
    this.#closedMs = closed.closedMs;
    return closed.closedMs === wantedMs;
  }

  /** Closes blocks up to a time, or as many as one step may; gives the time up to which they are closed. */
  #close(
    phase: Phase,
    { fromMs, toMs, panes }: { fromMs: number; toMs: number; panes: ReadonlyMap<number, Pane> },
  ): { readonly changes: StateChange[]; readonly closedMs: number } {
    const { epoch, policy } = this.#options;
    const { plan } = policy;
    this.hasTaken = true;
    const changes: StateChange[] = [];
    for (const startMs of blocksToClose(plan, this.#state, { phase, fromMs, toMs, filled: panes.keys() })) {
      if (this.#left === 0) return { changes, closedMs: startMs };
      this.#left -= 1;
      const pane = panes.get(startMs);
      const counted = new Map(pane === undefined ? [] : [[epoch.deployment, pane]]);
      changes.push(...closeBlock(plan, this.#state, { phase, window: windowOf(plan, startMs), panes: counted }));
    }
    return { changes, closedMs: toMs };
  }
}

/** Error where another evaluation of the same epoch came between. */
export const evaluatedElsewhere = (deployment: string): TribuneError =>
  new TribuneError('INTERNAL', `the blocks of ${deployment} were closed by somebody else meanwhile`, {
    remedy: 'None: nothing was written, and the next run goes on from there. Report it when it comes again.',
  });
