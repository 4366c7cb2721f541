import {
  effectiveLists,
  givenLimits,
  type Limited,
  type Linearised,
  linearisedLimits,
  noLimits,
  standardErrorOf,
  unvariedLimits,
} from './limits.js';
import type { Term } from './linear.js';
import type { RankingTally } from './types.js';

/** A metric of a group: its value with limits at any level, and the influence of each list on it. */
export interface RankedValue extends Linearised {
  readonly limits: Limited;
  /** Whether the limits are not by linearisation, because lists do not vary in the value. */
  readonly isUnvaried: boolean;
}

/** What the limits of a value need besides it. */
export interface Sides {
  readonly tally: RankingTally;
  /** Lists that the value rests on. */
  readonly lists: number;
  /** The measures whose sum says how much each list counts. */
  readonly sizes: readonly Omit<Term, 'factor'>[];
}

/** A share, which no list can take out of 0..1. */
export function shareValue(found: Linearised, { tally, lists, sizes }: Sides): RankedValue {
  const standardError = standardErrorOf(tally, found.terms, lists);
  const isUnvaried = !(standardError > 0);
  if (lists < 2) return { ...found, limits: noLimits(found.value), isUnvaried };
  const limits = isUnvaried
    ? unvariedLimits(found.value, effectiveLists(tally, sizes))
    : linearisedLimits('logit', found.value, { standardError, lists });
  return { ...found, limits, isUnvaried };
}

/** A quotient that is no share: on the log scale, or where lists do not vary as `apart` has it. */
export function ratioValue(found: Linearised, { tally, lists }: Sides, apart: () => Limited): RankedValue {
  const standardError = standardErrorOf(tally, found.terms, lists);
  const isUnvaried = !(standardError > 0);
  if (lists < 2) return { ...found, limits: noLimits(found.value), isUnvaried };
  const limits = isUnvaried
    ? { ...apart(), value: found.value }
    : linearisedLimits('log', found.value, { standardError, lists });
  return { ...found, limits, isUnvaried };
}

/** What lists are given beside their order, such as the mix of their candidates: where they do not vary in it, it is taken as it is. */
export function givenOrVaried(scale: 'log' | 'logit', found: Linearised, { tally, lists }: Sides): RankedValue {
  const standardError = standardErrorOf(tally, found.terms, lists);
  const limits =
    standardError > 0 ? linearisedLimits(scale, found.value, { standardError, lists }) : givenLimits(found.value);
  return { ...found, limits, isUnvaried: false };
}
