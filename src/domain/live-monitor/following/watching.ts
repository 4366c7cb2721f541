import {
  addDecision,
  addUncounted,
  blockOf,
  emptyPane,
  NOT_WHOLE,
  type Observed,
  type Pane,
  type PaneShape,
} from '../../monitor/index.js';
import type { Epoch, Lately, RipeBlock } from '../ports.js';
import type { WatchedPolicy } from '../watches/index.js';
import { type MissedSince, NOTHING_MISSED } from './clock-gaps.js';
import { HeldDecisions } from './held-decisions.js';
import { latelyWith } from './lately.js';
import type { LiveDecision } from './live-decision.js';
import { OpenBlock } from './open-block.js';
import { renewalBySetBack } from './set-back.js';
import { afterBatch, idleAt, isComplete, isRipeByClock, isSetBack, type Lateness, type Progress } from './watermark.js';

/** What becomes of a decision that is not known yet to count, and that came in time. */
const IN_TIME = 'in time';

/** A batch, as far as times and places go. */
export interface BatchTime {
  readonly seq: number;
  readonly receivedMs: number;
}

export interface WatchingOptions {
  readonly epoch: Epoch;
  readonly policy: WatchedPolicy;
  readonly times: Lateness;
  /** Gives 32 random bits. */
  readonly seed: () => number;
  /** Blocks that still take decisions. */
  readonly open: readonly OpenBlock[];
  /** Starts of blocks for whose labels the time is not over, in order. */
  readonly unripe: readonly number[];
}

/** The running count of one epoch: what is in memory between two stretches is what is stored. */
export class Watching {
  readonly policy: WatchedPolicy;
  #epoch: Epoch;
  readonly #counts: Map<string, number>;
  #lately: Lately | null;
  readonly #times: Lateness;
  readonly #seed: () => number;
  readonly #open: Map<number, OpenBlock>;
  readonly #unripe: number[];
  /** Counted since the last stretch was stored. */
  #late = new Map<number, Correction>();
  #ripe: RipeBlock[] = [];
  #isChanged = false;
  /** Whether a block became complete since the last stretch was stored, or the epoch ended. */
  #isDue = false;
  /** Of the batch that is taken. */
  #latestMs: number | null = null;
  #seq = 0;
  /** The block of the decision before. */
  #last: OpenBlock | null = null;
  readonly #held = new HeldDecisions((block, seen, subject) => this.#countHeld(block, seen, subject));
  #isInBatch = false;

  constructor({ epoch, policy, times, seed, open, unripe }: WatchingOptions) {
    this.policy = policy;
    this.#epoch = epoch;
    this.#counts = new Map(Object.entries(epoch.counts));
    this.#lately = epoch.lately;
    this.#times = times;
    this.#seed = seed;
    this.#open = new Map(open.map((block) => [block.startMs, block]));
    this.#unripe = [...unripe];
  }

  get isDue(): boolean {
    return this.#isDue;
  }

  get epoch(): Epoch {
    return { ...this.#epoch, counts: Object.fromEntries(this.#counts), lately: this.#lately };
  }

  /** What is to be stored of the stretch: null where nothing changed. */
  get changes(): {
    readonly open: readonly OpenBlock[];
    readonly late: ReadonlyMap<number, Correction>;
    readonly ripe: readonly RipeBlock[];
  } | null {
    if (!this.#isChanged) return null;
    const open = [...this.#open.values()].filter((block) => block.isChanged);
    return { open, late: this.#late, ripe: this.#ripe };
  }

  /** Takes a decision of a batch; null is one that was erased. Every one is counted as something, at the latest when its batch ends. */
  take(decision: LiveDecision | null, batch: BatchTime): void {
    if (!this.#isInBatch) this.#begin(batch);
    const fate = this.#fateOf(decision, batch);
    this.#lately = latelyWith(this.#lately, fate);
    if (fate !== IN_TIME) this.#count(fate);
  }

  #fateOf(decision: LiveDecision | null, batch: BatchTime): string {
    if (decision === null) return 'erased';
    const { decidedAtMs } = decision;
    if (decidedAtMs > batch.receivedMs + this.#times.skewMs) return 'ahead';
    if (this.#latestMs === null || decidedAtMs > this.#latestMs) this.#latestMs = decidedAtMs;
    const startMs = blockOf(decidedAtMs, this.#blockMs);
    if (isComplete(this.#epoch, startMs + this.#blockMs)) {
      this.#takeLate(startMs, decision, batch.seq);
      return 'late';
    }
    const block = this.#blockAt(startMs, batch.seq);
    const seen = this.policy.observe(decision);
    this.#held.hold(block, seen, block.subjectOf(this.policy, seen, decision));
    return IN_TIME;
  }

  #countHeld(block: OpenBlock, seen: Observed, subject: number): void {
    const { what, nowCounted } = block.count(this.policy, seen, subject, this.#seq);
    this.#count(what);
    if (nowCounted > 0) this.#recount(nowCounted);
  }

  /** Ends a batch: the watermark moves between batches, so that it never depends on how many of them are taken at once. */
  endBatch({ seq, receivedMs }: BatchTime): void {
    if (!this.#isInBatch) return;
    this.#isInBatch = false;
    this.#held.settle();
    const { labelHorizonMs, noDataAfterMs } = this.policy.plan;
    const times = { ...this.#times, noDataAfterMs };
    const before = this.#completeMs;
    this.#move(afterBatch(this.#epoch, { receivedMs, latestMs: this.#latestMs }, times));
    if (labelHorizonMs === null) return;
    const overMs = (startMs: number): number => startMs + this.#blockMs + labelHorizonMs;
    this.#ripen({
      ripeSeq: seq + 1,
      isOver: (startMs) => isComplete(this.#epoch, overMs(startMs)),
      // Among the blocks that the batch completes they stand as in a replay, by time.
      afterMs: (startMs) => Math.max(before, blockOf(overMs(startMs), this.#blockMs)),
    });
  }

  /**
   * Lets time pass at a moment at which nothing is on its way: where nothing came for a while, the last block with data is complete, and labels
   * are waited for no longer than by the clock. Both are taken in the order in which they were due, so that it does not matter how often somebody looks.
   *
   * @param nextSeq number of the next batch of the log
   * @param missedSince time since a moment in which nothing could come
   */
  pass(nowMs: number, nextSeq: number, missedSince: MissedSince = NOTHING_MISSED): void {
    const times = { ...this.#times, missedSince };
    const idle = idleAt(this.#epoch, this.#blockMs, times);
    if (idle !== null && idle.atMs <= nowMs) {
      this.#ripenByClock(idle.atMs - 1, nextSeq, missedSince);
      this.#move({ ...this.#epoch, watermarkMs: idle.watermarkMs });
      this.#isChanged = true;
    }
    this.#ripenByClock(nowMs, nextSeq, missedSince);
  }

  #ripenByClock(nowMs: number, ripeSeq: number, missedSince: MissedSince): void {
    const { labelHorizonMs, noDataAfterMs } = this.policy.plan;
    if (labelHorizonMs === null) return;
    const times = { ...this.#times, missedSince };
    const isOver = (startMs: number): boolean => {
      const cohort = { endMs: startMs + this.#blockMs, labelHorizonMs, noDataAfterMs };
      return isRipeByClock(this.#epoch, nowMs, cohort, times);
    };
    this.#ripen({ ripeSeq, isOver, afterMs: () => this.#completeMs });
  }

  /** Has the epoch itself stored although nothing was counted yet. */
  begin(): void {
    this.#isChanged = true;
  }

  /** Why another epoch begins with a batch, as the clock of the service was set back to where nothing would be counted; null where none does. */
  renewalAt(time: BatchTime): ReturnType<typeof renewalBySetBack> {
    const isBack = isSetBack(this.#epoch, this.#blockMs, time.receivedMs, this.#times);
    return isBack ? renewalBySetBack(this.#epoch, time) : null;
  }

  /** Ends the epoch before a batch. */
  end({ seq, receivedMs }: BatchTime): void {
    this.#isChanged = true;
    this.#isDue = true;
    this.#epoch = { ...this.#epoch, endSeq: seq, endedAtMs: receivedMs };
  }

  /** Remembers, after a restart, the subjects of a batch that was counted before: nothing is counted again. */
  meet(decision: LiveDecision | null, { receivedMs }: BatchTime): void {
    if (decision === null || decision.decidedAtMs > receivedMs + this.#times.skewMs) return;
    this.#open.get(blockOf(decision.decidedAtMs, this.#blockMs))?.meet(this.policy, decision);
  }

  /** Called when everything was stored. */
  stored(): void {
    this.#isChanged = false;
    this.#isDue = false;
    this.#late = new Map();
    this.#ripe = [];
    for (const [startMs, block] of this.#open) {
      block.isChanged = false;
      if (isComplete(this.#epoch, startMs + this.#blockMs)) this.#open.delete(startMs);
    }
  }

  #move(progress: Progress): void {
    const before = this.#epoch.watermarkMs;
    const { watermarkMs } = progress;
    const passes = (ms: number | null): number | null => (ms === null ? null : blockOf(ms, this.#blockMs));
    if (passes(before) !== passes(watermarkMs)) this.#isDue = true;
    const { latestMs, receivedMs } = progress;
    this.#epoch = { ...this.#epoch, watermarkMs, latestMs, receivedMs };
  }

  /** Up to when blocks are complete. */
  get #completeMs(): number {
    const { watermarkMs } = this.#epoch;
    return watermarkMs === null ? Number.MIN_SAFE_INTEGER : blockOf(watermarkMs, this.#blockMs);
  }

  get #blockMs(): number {
    return this.policy.plan.blockMs;
  }

  #begin({ seq }: BatchTime): void {
    this.#isInBatch = true;
    this.#latestMs = null;
    this.#seq = seq;
    this.#last = null;
  }

  #takeLate(startMs: number, decision: LiveDecision, seq: number): void {
    const late = this.#late.get(startMs) ?? { pane: emptyPane(shapeOf(this.policy)), firstSeq: seq, lastSeq: seq };
    this.#late.set(startMs, { ...late, lastSeq: seq });
    const seen = this.policy.observe(decision);
    if ('uncounted' in seen) addUncounted(late.pane, seen.uncounted);
    else addDecision(late.pane, seen.observation);
  }

  #blockAt(startMs: number, seq: number): OpenBlock {
    if (this.#last?.startMs === startMs) return this.#last;
    const known = this.#open.get(startMs);
    if (known !== undefined) {
      this.#last = known;
      return known;
    }
    const pane = emptyPane(shapeOf(this.policy));
    const block = new OpenBlock(startMs, pane, { firstSeq: seq, lastSeq: seq }, this.#seed());
    this.#open.set(startMs, block);
    if (this.policy.hasLabels) {
      const after = this.#unripe.findIndex((other) => other > startMs);
      this.#unripe.splice(after === -1 ? this.#unripe.length : after, 0, startMs);
    }
    return block;
  }

  /** Marks the cohorts, in order, whose time of labels is over. */
  #ripen({
    ripeSeq,
    isOver,
    afterMs,
  }: {
    readonly ripeSeq: number;
    readonly isOver: (startMs: number) => boolean;
    readonly afterMs: (startMs: number) => number;
  }): void {
    while (this.#unripe.length > 0 && isOver(this.#unripe[0]!)) {
      const startMs = this.#unripe.shift()!;
      this.#ripe.push({ startMs, ripeSeq, ripeAfterMs: afterMs(startMs) });
      this.#isChanged = true;
      this.#isDue = true;
    }
  }

  #count(what: string, more = 1): void {
    this.#isChanged = true;
    const sum = (this.#counts.get(what) ?? 0) + more;
    if (sum === 0) this.#counts.delete(what);
    else this.#counts.set(what, sum);
  }

  /** Counts candidates whose list became whole. Those that an older version told as counted before it was are counted already. */
  #recount(candidates: number): void {
    const told = Math.min(candidates, this.#counts.get(NOT_WHOLE) ?? 0);
    if (told === 0) return;
    this.#count(NOT_WHOLE, -told);
    this.#count('counted', told);
  }
}

/** What came too late for a block. */
export interface Correction {
  readonly pane: Pane;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

export const shapeOf = ({ plan }: WatchedPolicy): PaneShape => plan;
