import { type EffectiveProportion, effectivePair, type Proportion } from '../proportion/proportion.js';

/** One stratum (site, month, job, ...): the group and its reference. */
export interface Stratum {
  readonly a: Proportion;
  readonly b: Proportion;
}

/** Strata with people in both groups, checked; the others tell nothing about a comparison within strata. */
export function usableStrata(strata: readonly Stratum[]): [EffectiveProportion, EffectiveProportion][] {
  return strata.map((s) => effectivePair(s.a, s.b)).filter((pair): pair is NonNullable<typeof pair> => pair !== null);
}
