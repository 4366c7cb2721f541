import type { EstimateStatus, Interval } from '../../stats/base/index.js';
import type { GroupKey } from '../tally/index.js';

/** A range in which an estimate may lie; an absent end is no limit. */
export interface AllowedRange {
  readonly min?: number;
  readonly max?: number;
}

/** A measure of one group (against another, or against a stated figure) before it is held against a bound. */
export interface Measured {
  /** The column that was measured; null where the group itself was. */
  readonly subject: string | null;
  readonly group: GroupKey;
  /** Null where the group is held against a stated figure, not against another group. */
  readonly reference: GroupKey | null;
  readonly n: number;
  readonly nReference: number | null;
  /** The value of the group and of the reference; `estimate` compares them. */
  readonly value: number | null;
  readonly referenceValue: number | null;
  readonly estimate: number | null;
  /** Name of the interval. */
  readonly method: string;
  /** Whether both sides have the people that the policy asks for. */
  readonly sufficient: boolean;
  /** Why there is no estimate. */
  readonly reason?: string;
  /** Further figures of this measure by name, such as the number of people missing. */
  readonly facts?: Readonly<Record<string, number | string | null>>;
  /** The interval of the estimate at a confidence level; null where there is none. */
  interval(level: number): Interval | null;
}

export type SourceVerdict = 'pass' | 'fail' | 'inconclusive' | 'not_applicable';

/** A measure with its intervals and what they say about the bound. */
export interface Finding extends Omit<Measured, 'interval' | 'sufficient'> {
  readonly lower: number | null;
  readonly upper: number | null;
  readonly level: number;
  /** The interval at the level that allows for all comparisons of the test; a breach rests on it. */
  readonly simultaneous: { readonly lower: number; readonly upper: number; readonly level: number } | null;
  readonly status: EstimateStatus;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
}

/** The judgement of one test. */
export interface Judged {
  readonly verdict: SourceVerdict;
  readonly allowed: AllowedRange;
  readonly findings: readonly Finding[];
  /** Comparisons that the simultaneous level allows for. */
  readonly comparisons: number;
  /** The finding that decided, or the one nearest to a breach; null where nothing could be measured. */
  readonly decisive: Finding | null;
}
