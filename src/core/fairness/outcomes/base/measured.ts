import type { Moments } from '../../../stats/moments/index.js';
import type { Proportion } from '../../../stats/proportion/index.js';

/** A value with its limits at some level. */
export interface MeasuredLimits {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** What a metric is made of in one group, in the form that judging needs: a rate, or a value with limits at any level. */
export type MeasuredOutcome =
  | { readonly kind: 'rate'; readonly rate: Proportion }
  | {
      readonly kind: 'limits';
      /** People that the value rests on. */
      readonly n: number;
      /** Null where the metric is undefined. */
      readonly value: number | null;
      readonly at: (level: number) => MeasuredLimits | null;
      readonly method: string;
      readonly hindrance?: string;
      /** Whether the value is the largest of several and so too high where the truth is at its lower end: a gap of two is taken from end to end of their limits. */
      readonly fromEnds?: true;
      /** Mean and variance, where a test of two means holds. */
      readonly moments?: Moments;
    };
