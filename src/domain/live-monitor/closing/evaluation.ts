import type { Clock } from '../../../core/base/clock.js';
import { TribuneError } from '../../../core/base/errors.js';
import {
  blocksToClose,
  closeBlock,
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

/** One step of the evaluation of an epoch: the next blocks that are complete. */
export class Evaluation {
  /** Whether a block was taken. */
  hasTaken = false;
  readonly #options: EvaluationOptions;
  readonly #before: EvaluatedEpoch | null;
  readonly #state: MonitorState;
  #closedMs: number | null;
  #ripenedMs: number | null;
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
   * Takes the next blocks, first those of decisions, and silence; gives the changes of states. A silence that is over ends before the blocks that were closed after it are taken, and one begins after
   * all of them, so that the order of entries does not depend on when somebody looks.
   *
   * @param listened until when every decision that came is counted; null where that is not known
   */
  async take(listened: Listened | null): Promise<ExplainedChange[]> {
    const changes = this.#hear(null);
    changes.push(...(await this.#takeDecisions()));
    if (!this.hasTaken) changes.push(...this.#hear(listened));
    // Labels of an epoch that has ended are not waited for.
    if (this.#options.epoch.endSeq === null) changes.push(...(await this.#takeLabels()));
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

  async #takeDecisions(): Promise<StateChange[]> {
    const { epoch, policy, store } = this.#options;
    const { blockMs } = policy.plan;
    if (epoch.watermarkMs === null) return [];
    const endMs = windowOf(policy.plan, epoch.watermarkMs).from;
    const rows = await store.panes({
      ...{ deployment: epoch.deployment, epoch: epoch.epoch, kind: 'decisions' as const },
      ...{ fromMs: this.#closedMs ?? Number.MIN_SAFE_INTEGER, toMs: endMs, limit: BLOCKS_AT_ONCE },
    });
    const isAll = rows.length < BLOCKS_AT_ONCE;
    const fromMs = this.#closedMs ?? rows[0]?.startMs ?? endMs;
    const toMs = isAll ? endMs : rows.at(-1)!.startMs + blockMs;
    if (fromMs >= toMs) return [];
    const panes = new Map(rows.map((row) => [row.startMs, paneOf(policy, row)]));
    const { changes, closedMs } = this.#close('decisions', { fromMs, toMs, panes });
    this.#closedMs = closedMs;
    return changes;
  }

  async #takeLabels(): Promise<StateChange[]> {
    const { epoch, policy, store, cohorts } = this.#options;
    const { plan } = policy;
    if (!policy.hasLabels || this.#closedMs === null) return [];
    const rows = await store.panes({
      ...{ deployment: epoch.deployment, epoch: epoch.epoch, kind: 'decisions' as const },
      ...{ fromMs: this.#ripenedMs ?? Number.MIN_SAFE_INTEGER, toMs: this.#closedMs, limit: COHORTS_AT_ONCE },
    });
    const unripe = rows.findIndex(({ ripeSeq }) => ripeSeq === null);
    const ripe = unripe === -1 ? rows : rows.slice(0, unripe);
    const [first, last] = [ripe[0], ripe.at(-1)];
    if (first === undefined || last === undefined) return [];
    const panes = new Map<number, Pane>();
    for (const row of ripe) panes.set(row.startMs, await cohorts.count(epoch, policy, row));
    const fromMs = this.#ripenedMs ?? first.startMs;
    const { changes, closedMs } = this.#close('labels', { fromMs, toMs: last.startMs + plan.blockMs, panes });
    this.#ripenedMs = closedMs;
    for (const row of ripe.filter(({ startMs }) => startMs < closedMs))
      this.#labelled.push({ ...row, kind: 'labels', pane: paneText(panes.get(row.startMs)!) });
    return changes;
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
    let left = MOST_BLOCKS;
    for (const startMs of blocksToClose(plan, this.#state, { phase, fromMs, toMs, filled: panes.keys() })) {
      if (left === 0) return { changes, closedMs: startMs };
      left -= 1;
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
