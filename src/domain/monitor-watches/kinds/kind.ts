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

/** A group in a block: the one of the series, or its reference. Nobody keeps one: its numbers are those of the next series then. */
export interface Side extends GroupPast {
  readonly counted: Float64Array;
}

/** How many people a group has in a block, on average. */
export interface Volume extends GroupPast {
  readonly people: number;
}

/** What is measured, with an interval that may be looked at after every block. */
export interface Measured {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** How an alarm ends: by what was counted since, or by bets that the bound is kept again. */
export type AlarmEnd<W extends EvidenceWatch> =
  | {
      readonly by: 'counts';
      /** What a count since an alarm says of its end: that the bound is kept again, that it is still broken or cannot be told and is to be counted anew, or nothing yet. */
      of(watch: W, group: GroupPast, counted: Float64Array): 'kept' | 'anew' | null;
    }
  | {
      readonly by: 'bets';
      /** Bets on each claim; that which has the least evidence decides. */
      readonly betsOfClaim: number;
      /** Log of the e-value of each bet against "the claim is broken", claim after claim; null where the block gives none. */
      betsOn(watch: W, sides: readonly Side[]): ArrayLike<number> | null;
    };

/**
 * What a kind of watches does that others do differently. What it counts of a group is a list of numbers, of which those of several blocks add. Where groups are compared, the group
 * of the series comes first and its reference second, everywhere.
 */
export interface EvidenceKind<W extends EvidenceWatch> {
  /** Numbers that are counted of a group. */
  width(watch: W, plan: Pick<MonitorPlan, 'histograms'>): number;
  /** Takes them out of the counts of a cell. Nobody changes what it gives. */
  measure(watch: W, plan: MonitorPlan, counts: Float64Array): Float64Array;
  /** Names what `measure` takes, where that is much work: watches by the same attributes share what has the same name. */
  readonly measureName?: (watch: W) => string;
  /** People among them who count. */
  people(counted: Float64Array, watch: W): number;
  /** Those of them whose value was outside of the range in which it is taken; left out where there is no range. */
  readonly outside?: (counted: Float64Array) => number;
  /** People, about, that bets rest on; what was counted earlier fades. */
  readonly memory: number;
  /** Whether a group may be watched: what it is compared with is at hand, and leaves something to find. */
  isReady(watch: W, group: GroupPast): boolean;
  /** What was measured of a group lately, by which the highest is chosen. */
  pastValue(watch: W, group: GroupPast): number;
  /** Bets of a block. */
  bets(watch: W): number;
  /** Log of the e-value of each bet; null where the block gives none. Valid until it is asked again. */
  betsOn(watch: W, sides: readonly Side[]): ArrayLike<number> | null;
  readonly end: AlarmEnd<W>;
  /** Of what was counted of the group, and of its reference behind it. Null where nobody was counted. */
  measured(watch: W, group: GroupPast, counted: Float64Array, level: number): Measured | null;
  /** The smallest value of what is measured that so many blocks would find; null where none. */
  detectable(
    watch: W,
    volumes: readonly Volume[],
    time: { readonly blocks: number; readonly threshold: number },
  ): number | null;
}

/** Adds what a block counted to what bets rest on; beyond so many people older counts fade. */
export function addFaded(past: Float64Array, counted: Float64Array, memory: number, people: number): void {
  const kept = people <= memory ? 1 : memory / people;
  for (let i = 0; i < counted.length; i++) past[i] = (past[i]! + counted[i]!) * kept;
}
