import type { MonitorPlan, RateWatch, Watch } from '../series/types.js';

/** Evidence at which an alarm ends, of any kind: that of the detectors of rates. */
export const END_EVIDENCE = 20;

/** A watch whose evidence is not that of rates. */
export type EvidenceWatch = Exclude<Watch, RateWatch>;

/** What is known of a group when a block is taken in. */
export interface GroupPast {
  /** What was counted before, older counts faded. */
  readonly past: Float64Array;
  /** What the group is compared with, where it is counted by the monitor itself; null where the policy has it. */
  readonly baseline: Float64Array | null;
}

/** What is measured, with an interval that may be looked at after every block. */
export interface Measured {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** What a kind of watches does that others do differently. What it counts of a group is a list of numbers, of which those of several blocks add. */
export interface EvidenceKind<W extends EvidenceWatch> {
  /** Numbers that are counted of a group. */
  width(watch: W, plan: Pick<MonitorPlan, 'histograms'>): number;
  /** Takes them out of the counts of a cell. */
  measure(watch: W, plan: MonitorPlan, counts: Float64Array): Float64Array;
  /** People among them who count. */
  people(counted: Float64Array): number;
  /** People, about, that bets rest on; what was counted earlier fades. */
  readonly memory: number;
  /** Whether a group may be watched: what it is compared with is at hand, and leaves something to find. */
  isReady(watch: W, group: GroupPast): boolean;
  /** Bets of a block. */
  readonly bets: number;
  /** Log of the e-value of each bet; null where the block gives none. */
  betsOn(watch: W, group: GroupPast, block: Float64Array): number[] | null;
  /** What a count since an alarm says of its end: that the bound is kept again, that it is still broken or cannot be told and is to be counted anew, or nothing yet. */
  endOf(watch: W, group: GroupPast, counted: Float64Array): 'kept' | 'anew' | null;
  /** Null where nobody was counted. */
  measured(watch: W, group: GroupPast, counted: Float64Array, level: number): Measured | null;
  /** The smallest value of what is measured that so many blocks of so many people would find; null where none. */
  detectable(
    watch: W,
    group: GroupPast,
    volume: { readonly people: number; readonly blocks: number; readonly threshold: number },
  ): number | null;
}

/** Adds what a block counted to what bets rest on; beyond so many people older counts fade. */
export function addFaded(past: Float64Array, counted: Float64Array, memory: number, people: number): void {
  const kept = people <= memory ? 1 : memory / people;
  for (let i = 0; i < counted.length; i++) past[i] = (past[i]! + counted[i]!) * kept;
}
