import type { createGenerator } from '../../core/stats/index.js';
import type { MonitorPlan, Watch } from '../monitor/index.js';

/** Share of the decisions of a block that are of the group, where it is compared. */
export const GROUP_SHARE = 0.4;

export type SimulatedWatch = Exclude<Watch, { readonly kind: 'estimates' | 'fractions' | 'orders' | 'lists' }>;

/** Whether series of a watch can be drawn: of estimates without labels, of gaps of F1, of the order of levels and of lists they are not, nor of the data, but for inputs that are made up. */
export const isSimulated = (watch: Watch): watch is SimulatedWatch =>
  !NOT_SIMULATED.has(watch.kind) && (watch.quality === null || watch.kind === 'agreement');

const NOT_SIMULATED: ReadonlySet<Watch['kind']> = new Set(['estimates', 'fractions', 'orders', 'lists']);

export type Generator = ReturnType<typeof createGenerator>;

export interface SeriesOptions {
  readonly plan: MonitorPlan;
  /** Evidence at which it raises an alarm. */
  readonly threshold: number;
  /** Decisions in a block. */
  readonly perBlock: number;
  readonly blocksPerDay: number;
  readonly generator: Generator;
}

/** A series that is drawn block by block, with what the monitor and plain rules do with it. */
export interface SimulatedSeries {
  /** Draws the next block. @param excess by how much the group goes wrong */
  draw(excess: number): void;
  /** Whether "the figure of this block is beyond its bound". */
  isBeyond(): boolean;
  /** Whether the block is the last of its day, and a test of that day at 5 % fires. */
  dailyTestFires(): boolean;
  /** Takes the block in. An alarm is ended by hand at once. */
  isAlarm(): boolean;
}

/** Gives out decisions block by block, whose part that is no whole one is kept for later blocks. */
export class Due {
  readonly #perBlock: number;
  #due = 0;

  constructor(perBlock: number) {
    this.#perBlock = perBlock;
  }

  next(): number {
    this.#due += this.#perBlock;
    const decisions = Math.floor(this.#due);
    this.#due -= decisions;
    return decisions;
  }
}

/** Counts since the day began. */
export class DayCounts {
  readonly counts: Float64Array;
  readonly #blocks: number;
  #taken = 0;

  constructor(length: number, blocks: number) {
    this.counts = new Float64Array(length);
    this.#blocks = blocks;
  }

  /** Adds a block; true when it is the last of its day. */
  add(counts: Float64Array): boolean {
    if (this.#taken === this.#blocks) {
      this.counts.fill(0);
      this.#taken = 0;
    }
    for (let i = 0; i < counts.length; i++) this.counts[i]! += counts[i]!;
    this.#taken += 1;
    return this.#taken === this.#blocks;
  }
}
