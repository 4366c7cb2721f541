import { DAY_MS } from '../../core/base/durations.js';
import {
  addAttempt,
  addDecision,
  addList,
  addToStretches,
  addUncounted,
  type ClosedBlock,
  closeBlock,
  closesAt,
  decisionsOf,
  durationReach,
  emptyPane,
  hearDeployment,
  isQuiet,
  isUnreadable,
  type MonitorPlan,
  type MonitorState,
  type MonitorSummary,
  monitorSummary,
  NOT_WHOLE,
  type Observation,
  type Observed,
  OpenLists,
  type Pane,
  type PaneAt,
  type Phase,
  type StateChange,
  startMonitor,
  type Uncounted,
  windowOf,
  withSameInputs,
} from '../monitor/index.js';

/** A decision as a file has it. */
export interface ReplayedDecision {
  readonly observed: Observed;
  /** When it was made, in milliseconds. */
  readonly at: number;
  /** When its label came; null where that is not written, undefined where the file does not say when labels came. */
  readonly labelAt?: number | null | undefined;
  /** Value of the declared cluster; null where it is missing. */
  readonly cluster?: string | null | undefined;
}

/** Blocks with decisions that are kept to look back at once they are closed, where the policy declares causes (`monitor.causes`). */
const MOST_KEPT = 3000;

/** What was counted of a file. */
export interface ReplayCounts {
  /** Decisions that are in a cell. */
  readonly counted: number;
  /** Decisions that are in none, by reason. */
  readonly uncounted: Readonly<Record<string, number>>;
  /** Labels that came before their decision; after the horizon, so that they are in no evidence; or without a time, likewise. */
  readonly labels: { readonly before: number; readonly late: number; readonly withoutTime: number };
  /** Decisions whose horizon was not over when the file ends: what needs labels has not seen them. */
  readonly immature: number;
}

export type OnClosed = (state: MonitorState, phase: Phase, changes: readonly StateChange[]) => void;

/**
 * Replays decisions in the order of their time, as the live monitor would have seen them: blocks are closed when the time of the next decision
 * shows that they are over, cohorts of labels when their horizon is. It holds one block, and counts of the cohorts whose horizon is not over; besides, counts of the days that durations
 * ask for, and of the last blocks where causes are declared.
 */
export class Replay {
  readonly #plan: MonitorPlan;
  readonly #deployment: string;
  readonly #onClosed: OnClosed | null;
  readonly #state: MonitorState;
  readonly #phases: readonly Phase[];
  /** Blocks that are not closed in every phase, by the beginning of their window, in order. */
  readonly #panes = new Map<number, Pane>();
  /** The last blocks that were closed, by phase. */
  readonly #recent: Record<Phase, PaneAt[]> = { decisions: [], labels: [] };
  /** The last days, as far back as durations look. */
  readonly #days: Record<Phase, PaneAt[]> = { decisions: [], labels: [] };
  readonly #mostDays: number;
  readonly #next: Record<Phase, number | null> = { decisions: null, labels: null };
  readonly #clusters = new Set<string>();
  /** Clusters of which a decision came that cannot be read, before any that can. */
  readonly #unread = new Set<string>();
  /** Inputs that were met in the block. */
  readonly #inputs = new Set<string>();
  /** Lists of the block, whose candidates count when it is over: a file does not say how many each has. */
  readonly #lists: OpenLists;
  #waiting = 0;
  readonly #uncounted = new Map<Uncounted, number>();
  #window: ClosedBlock['window'] | null = null;
  #knownUntil = Number.NEGATIVE_INFINITY;
  /** Time of the last decision. */
  #heardMs: number | null = null;
  #saysWhenLabelsCame = false;
  #isEnding = false;
  #counted = 0;
  #labels = { before: 0, late: 0, withoutTime: 0 };

  /** @param onClosed is told of every block that was closed, with what it changed */
  constructor(plan: MonitorPlan, deployment: string, onClosed: OnClosed | null = null) {
    this.#onClosed = onClosed;
    this.#plan = plan;
    this.#deployment = deployment;
    this.#state = startMonitor(plan);
    this.#lists = new OpenLists(plan.holes ?? 'refuse');
    this.#mostDays = Math.ceil(durationReach(plan) / DAY_MS) + 1;
    // Facts look at decisions, also where every watch waits for labels.
    const ofFacts: readonly Phase[] = plan.facts === undefined ? [] : ['decisions'];
    this.#phases = [...new Set([...ofFacts, ...plan.watches.map(({ phase }) => phase)])];
  }

  /** The state of every series so far. */
  get state(): MonitorState {
    return this.#state;
  }

  /** The last blocks that were closed, for the causes of alarms: of those with decisions 3,000 at least, and fewer than 6,000; none where the plan declares no causes. */
  get recent(): Readonly<Record<Phase, readonly PaneAt[]>> {
    return this.#recent;
  }

  /** What was counted on each of the last days (UTC) with decisions, of closed blocks, for the durations of the plan; none where it asks for none. */
  get days(): Readonly<Record<Phase, readonly PaneAt[]>> {
    return this.#days;
  }

  /**
   * Takes the next decision.
   * @param decision not earlier than the one before
   */
  take(decision: ReplayedDecision): StateChange[] {
    const { at, observed } = decision;
    const changes = this.#hear(at, true);
    if (this.#window === null || at >= this.#window.to) changes.push(...this.#moveTo(at));
    this.#heardMs = at;
    this.#knownUntil = Math.max(this.#knownUntil, at, decision.labelAt ?? at);
    const pane = this.#panes.get(this.#window!.from)!;
    if ('uncounted' in observed) {
      const isAgain = isUnreadable(observed.uncounted) && this.#isRepeated(decision.cluster, this.#unread);
      this.#leaveOut(pane, isAgain ? 'repeated' : observed.uncounted);
      if (observed.attempt !== undefined) addAttempt(pane, observed.attempt);
    } else if (this.#isRepeated(decision.cluster, this.#clusters)) this.#leaveOut(pane, 'repeated');
    else {
      const { listed, values } = observed.observation;
      if (listed !== undefined) this.#lists.take(listed.list, null, { values, position: listed.position });
      else {
        const label = this.#labelInTime(decision, observed.observation.label);
        addDecision(pane, { ...this.#withInputs(observed), label });
        this.#counted += 1;
      }
      this.#waiting += listed === undefined ? 0 : 1;
    }
    return changes;
  }

  /** Lets time go on without a decision: blocks that are over by then are closed. Before the first decision there is nothing to close. */
  advance(to: number): StateChange[] {
    if (this.#window === null) return [];
    const changes = this.#hear(to, false);
    if (to >= this.#window.to) changes.push(...this.#moveTo(to));
    return changes;
  }

  /** Counts a decision that has no time, or one that cannot be. */
  leaveOut(reason: Uncounted): void {
    this.#uncounted.set(reason, (this.#uncounted.get(reason) ?? 0) + 1);
  }

  /** Closes the last block, and the cohorts whose horizon is over as far as the file shows. Decisions after it belong to later blocks. */
  endOfData(): StateChange[] {
    if (this.#window === null) return [];
    this.#isEnding = true;
    const changes = this.#closeUntil(this.#window.to, this.#saysWhenLabelsCame ? this.#knownUntil : null);
    this.#isEnding = false;
    return changes;
  }

  /** Closes what is left, as `endOfData`, and sums up. */
  end(): { readonly changes: StateChange[]; readonly summary: MonitorSummary; readonly counts: ReplayCounts } {
    const changes = this.endOfData();
    let immature = 0;
    if (this.#phases.includes('labels'))
      for (const pane of this.#panes.values())
        for (const { counts } of pane.cells.values()) immature += decisionsOf(pane, counts);
    return {
      changes,
      summary: monitorSummary(this.#plan, this.#state),
      counts: {
        counted: this.#counted,
        uncounted: Object.fromEntries([...this.#uncounted].sort(([a], [b]) => (a < b ? -1 : 1))),
        labels: { ...this.#labels },
        immature,
      },
    };
  }

  /**
   * Lets the facts know that nothing was decided since the last decision until a moment, and whether something was then. As a service does that hears each
   * decision when it is made: it closes the block of the last one, and no other before the silence is over.
   */
  #hear(at: number, isDecision: boolean): StateChange[] {
    const { facts = [] } = this.#plan;
    if (this.#heardMs === null || facts.length === 0) return [];
    const [heardMs, changes] = [this.#heardMs, [] as StateChange[]];
    for (const fact of facts) {
      if (fact.kind !== 'silence') continue;
      // Longer than is allowed is a millisecond longer.
      const silentMs = heardMs + fact.longestMs + 1;
      if (silentMs > at) continue;
      if (silentMs >= this.#window!.to) changes.push(...this.#closeUntil(this.#window!.to, this.#window!.to));
      changes.push(...hearDeployment(this.#plan, this.#state, this.#deployment, { heardMs, untilMs: silentMs }));
    }
    if (isDecision)
      changes.push(...hearDeployment(this.#plan, this.#state, this.#deployment, { heardMs: at, untilMs: null }));
    return changes;
  }

  /** The observation, with whether its inputs were met before in the block where the policy asks for that. */
  #withInputs({ observation, inputs }: Extract<Observed, { readonly observation: unknown }>): Observation {
    if (inputs === undefined) return observation;
    const isAgain = this.#inputs.has(inputs);
    this.#inputs.add(inputs);
    return withSameInputs(this.#plan, observation, isAgain);
  }

  #leaveOut(pane: Pane, reason: Uncounted): void {
    addUncounted(pane, reason);
    this.leaveOut(reason);
  }

  /** Whether a decision of its cluster that can be read came before in the block, or one of its own kind: `met` holds them, and remembers this one. */
  #isRepeated(cluster: string | null | undefined, met: Set<string>): boolean {
    if (cluster === undefined || cluster === null) return false;
    if (this.#clusters.has(cluster) || met.has(cluster)) return true;
    met.add(cluster);
    return false;
  }

  /** The label, null where it had not come when the horizon of its decision was over. */
  #labelInTime({ at, labelAt }: ReplayedDecision, label: number | null): number | null {
    if (labelAt === undefined) return label;
    this.#saysWhenLabelsCame = true;
    if (label === null) return null;
    if (labelAt === null) {
      this.#labels.withoutTime += 1;
      return null;
    }
    if (labelAt < at) this.#labels.before += 1;
    if (labelAt <= at + (this.#plan.labelHorizonMs ?? Number.POSITIVE_INFINITY)) return label;
    this.#labels.late += 1;
    return null;
  }

  #moveTo(at: number): StateChange[] {
    const window = windowOf(this.#plan, at);
    const changes = this.#window === null ? [] : this.#closeUntil(window.from, window.from);
    for (const phase of this.#phases) this.#next[phase] ??= window.from;
    if (this.#next.decisions !== null) this.#next.decisions = Math.max(this.#next.decisions, window.from);
    this.#window = window;
    this.#panes.set(window.from, emptyPane(this.#plan));
    this.#clusters.clear();
    this.#unread.clear();
    this.#inputs.clear();
    return changes;
  }

  /** Closes every block that is over, in the order of their closing. @param labels moment until which labels are known; null: all of them */
  #closeUntil(decisions: number, labels: number | null): StateChange[] {
    const changes: StateChange[] = [];
    const limit: Record<Phase, number | null> = { decisions, labels };
    for (;;) {
      let due: { phase: Phase; window: ClosedBlock['window']; at: number } | null = null;
      for (const phase of this.#phases) {
        const from = this.#nextWindow(phase);
        if (from === null) continue;
        const window = windowOf(this.#plan, from);
        const at = closesAt(this.#plan, phase, window);
        const isOver = phase === 'decisions' ? at <= decisions : limit.labels === null || at <= limit.labels;
        if (isOver && (due === null || at < due.at)) due = { phase, window, at };
      }
      if (due === null) return changes;
      changes.push(...this.#close(due.phase, due.window));
    }
  }

  /** The next block of a phase that has to be closed; null where there is none left. */
  #nextWindow(phase: Phase): number | null {
    const next = this.#next[phase];
    if (next === null) return null;
    const last = this.#window!.from;
    if (phase === 'labels' && next > last) return null;
    if (this.#panes.has(next) || !isQuiet(this.#plan, this.#state, phase)) return next;
    for (const from of this.#panes.keys()) if (from >= next) return from;
    return null;
  }

  /** Counts the lists of the block that is over. */
  #endLists(pane: Pane): void {
    if (this.#waiting === 0) return;
    for (const candidates of this.#lists.end()) {
      addList(pane, this.#plan.lists ?? [], candidates);
      this.#counted += candidates.length;
      this.#waiting -= candidates.length;
    }
    for (; this.#waiting > 0; this.#waiting--) this.#leaveOut(pane, NOT_WHOLE);
  }

  #close(phase: Phase, window: ClosedBlock['window']): StateChange[] {
    if (window.from === this.#window!.from) this.#endLists(this.#panes.get(window.from)!);
    const pane = this.#panes.get(window.from);
    const panes = new Map(pane === undefined ? [] : [[this.#deployment, pane]]);
    const changes = closeBlock(this.#plan, this.#state, {
      ...{ phase, window, panes },
      isCut: this.#isEnding && window.from === this.#window!.from,
    });
    if (pane !== undefined) this.#keep(phase, { startMs: window.from, pane });
    this.#onClosed?.(this.#state, phase, changes);
    this.#next[phase] = window.to;
    const isDone = this.#phases.every((one) => (this.#next[one] ?? 0) >= window.to);
    if (isDone) this.#panes.delete(window.from);
    return changes;
  }

  #keep(phase: Phase, pane: PaneAt): void {
    if (this.#plan.factors !== undefined) keepLast(this.#recent[phase], MOST_KEPT).push(pane);
    if (this.#plan.durations === undefined) return;
    const days = keepLast(this.#days[phase], this.#mostDays);
    addToStretches(days, pane, { shape: this.#plan, stretchMs: DAY_MS });
  }
}

/** A list with the last of it. They are dropped in one go, for taking the first of a list away moves all others. */
function keepLast<T>(list: T[], most: number): T[] {
  if (list.length >= 2 * most) list.splice(0, list.length - most);
  return list;
}
