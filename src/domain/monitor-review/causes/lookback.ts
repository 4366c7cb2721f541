import {
  type CellValues,
  emptyPane,
  type MonitorPlan,
  mergePanes,
  type Pane,
  type PaneAt,
  type StateChange,
} from '../../monitor/index.js';
import { type Compared, countsBy, type ExplainedWatch, total } from './sides.js';
import type { Times } from './times.js';

/** Sums that are kept of a block: by group, version and cutoff. Those of a policy's other requirements make room for each other. */
const MOST_SUMS = 3;

/** A block that is looked back at. What is added up of it is kept, for all alarms of a step ask for the same. */
class LookedAt {
  readonly startMs: number;
  readonly pane: Pane;
  readonly #decisions = new Map<string, ReadonlyMap<string, number>>();

  constructor({ startMs, pane }: PaneAt) {
    this.startMs = startMs;
    this.pane = pane;
  }

  /** Number of decisions by the text of their values at some places (`cellKey`). */
  decisionsBy(places: readonly number[]): ReadonlyMap<string, number> {
    const name = places.join();
    const decisions = this.#decisions.get(name) ?? this.#add(places);
    this.#decisions.delete(name);
    this.#decisions.set(name, decisions);
    if (this.#decisions.size > MOST_SUMS) this.#decisions.delete(this.#decisions.keys().next().value!);
    return decisions;
  }

  #add(places: readonly number[]): ReadonlyMap<string, number> {
    const sums = countsBy(this.pane, { is: () => true, places });
    return new Map([...sums].map(([key, counts]) => [key, total([counts])]));
  }
}

interface Sums {
  readonly times: Times;
  readonly blocks: readonly LookedAt[];
  readonly before: Pane;
  readonly after: Pane;
}

/** The blocks that several changes of one phase are held against. */
export class Lookback {
  readonly #plan: MonitorPlan;
  readonly #blocks: readonly LookedAt[];
  /** Of the last change alone: sums of many groups take as much memory as blocks do. */
  #sums: Sums | null = null;

  /** @param panes in the order of time */
  constructor(plan: MonitorPlan, panes: readonly PaneAt[]) {
    this.#plan = plan;
    this.#blocks = panes.map((one) => new LookedAt(one));
  }

  /** Holds the blocks of a change against those before it; pauses after each of them. What the change before it added up is taken over where its times are the same. */
  *compare(watch: ExplainedWatch, change: StateChange, times: Times): Generator<undefined, Compared> {
    const sums = this.#sums !== null && isSame(this.#sums.times, times) ? this.#sums : yield* this.#add(times);
    this.#sums = sums;
    const { version = null, cutoff = null } = this.#plan.factors ?? {};
    const places = [watch.at, ...[version, cutoff].flatMap((place) => (place === null ? [] : [[place]]))];
    for (const block of sums.blocks) {
      for (const one of places) block.decisionsBy(one);
      yield;
    }
    const { group, reference } = change.series;
    const sides = [group, ...(reference === null ? [] : [reference])].map(
      (key): CellValues => watch.by.map((name) => key[name] ?? null),
    );
    return { plan: this.#plan, watch, sides, ...sums };
  }

  *#add(times: Times): Generator<undefined, Sums> {
    const blocks = this.#blocks.filter(({ startMs }) => startMs >= times.fromMs && startMs < times.toMs);
    const [before, after] = [emptyPane(this.#plan), emptyPane(this.#plan)];
    for (const { startMs, pane } of blocks) {
      mergePanes(startMs >= times.beginMs ? after : before, pane);
      yield;
    }
    return { times, blocks, before, after };
  }
}

const isSame = (one: Times, other: Times): boolean =>
  one.fromMs === other.fromMs && one.beginMs === other.beginMs && one.toMs === other.toMs;
