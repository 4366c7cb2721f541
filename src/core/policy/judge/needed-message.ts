import type { RequirementResult } from '../sections/result-types.js';

/** Beyond this many times the present people, and this many in all, nobody gathers what would decide. Ours. */
const FARTHEST_TIMES = 100;
const FARTHEST_PEOPLE = 100_000;

/**
 * Whether the people that would decide can be gathered at all. An estimate that all but touches its bound asks for millions, which is no advice: sentences
 * say so in words, and the number stays in the result.
 */
export const isWithinReach = ({ nNeeded, nGroup }: Pick<RequirementResult, 'nNeeded' | 'nGroup'>): boolean =>
  nNeeded === null || nNeeded <= Math.max(FARTHEST_PEOPLE, FARTHEST_TIMES * (nGroup ?? 0));

/** Says that more people are no way out. */
export const outOfReach = ({ by }: Pick<RequirementResult, 'by'>): string =>
  `The estimate all but touches the bound: no realistic number of people would decide it if the ${by.length === 0 ? 'value' : 'values'} stayed.`;
