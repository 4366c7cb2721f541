import { invalidArgument } from '../base/index.js';
import { combinedLimits, givenLimits, type Linearised, quotient } from './limits.js';
import { type Term, total } from './linear.js';
import type { Measure } from './measures.js';
import { givenOrVaried, type RankedValue, ratioValue, type Sides, shareValue } from './ranked-value.js';
import type { RankingGroup, RankingTally } from './types.js';

/** What the group's share of the first k places is held against: its share of all candidates, or a declared share. */
export type TopTarget = 'pool' | number;

/** The share of the first places that a group holds, and the one that it should have. */
export interface Representation {
  readonly share: RankedValue;
  readonly target: RankedValue;
  /** Share over target. */
  readonly ratio: RankedValue;
}

/**
 * The share of the first k places of all lists that a group holds, over its share of the candidates or over a declared share. Null where nobody stands in the
 * first places. The logarithm of the ratio is Skew@k of Geyik, Ambler and Kenthapadi (2019).
 *
 * @param top the measure of the first k places
 * @throws TribuneError `INVALID_ARGUMENT` for a target that is no share above 0
 */
export function representationOf(
  group: RankingGroup,
  top: Measure,
  target: TopTarget,
): Representation | { readonly target: number | null } {
  if (target !== 'pool' && !(target > 0 && target <= 1))
    throw invalidArgument(`target is ${target}`, 'Pass "pool", or a share above 0 and at most 1.', 'target');
  const held = shareOf(group, top);
  const wanted = target === 'pool' ? poolShare(group) : declaredShare(target);
  if (held === null || wanted === null) return { target: wanted?.value ?? null };
  const share = shareValue(held.found, held.sides);
  const ratio = ratioValue(quotient(share, wanted), held.sides, () =>
    combinedLimits(share.limits, wanted.limits, 'ratio'),
  );
  return { share, target: wanted, ratio };
}

const declaredShare = (value: number): RankedValue => ({
  value,
  terms: [],
  limits: givenLimits(value),
  isUnvaried: false,
});

/** The share of the candidates: where it is the same in all lists, it is given and not chance. */
function poolShare(group: RankingGroup): RankedValue | null {
  const pool = shareOf(group, 'candidates');
  return pool === null ? null : givenOrVaried('logit', pool.found, pool.sides);
}

/** The group's share of a measure of all groups, with the influence of a list on it; null where nobody has any. */
export function shareOf(
  group: RankingGroup,
  measure: Measure,
): { readonly found: Linearised; readonly sides: Sides } | null {
  const { tally, place } = group;
  const all = everybody(tally, measure);
  if (all === 0) return null;
  const own = total(tally, place, measure);
  const terms = tally.groups.map((_, g): Term => {
    const factor = (g === place ? 1 / all : 0) - own / (all * all);
    return { place: g, measure, factor };
  });
  const sizes = tally.groups.map((_, g) => ({ place: g, measure }));
  return { found: { value: own / all, terms }, sides: { tally, lists: tally.lists, sizes } };
}

const everybody = (tally: RankingTally, measure: Measure): number =>
  tally.groups.reduce((sum, _, g) => sum + total(tally, g, measure), 0);
