import { fisherExact, pooledZ } from '../../../../core/stats/index.js';
import { type Counted, type CountedGroups, highestRate, impactRatio, rateOf } from '../counted/index.js';

/** The rule of thumb of 29 CFR 1607.4(D): a rate under four fifths of the highest one. Kept as a fraction, so that nothing is rounded. */
const FIFTHS = { of: 4n, in: 5n };

/** A category against the one that is selected most, as the Uniform Guidelines look at it. */
export interface FourFifths {
  readonly values: readonly string[];
  readonly n: number;
  readonly selected: number;
  readonly rate: number | null;
  readonly ratio: number | null;
  /** Whether the rate is under four fifths of the highest; null where it is undefined. */
  readonly isUnder: boolean | null;
  /** Standard deviations between the two rates (pooled), and Fisher's exact two-sided p-value; null for the highest itself. */
  readonly z: number | null;
  readonly fisher: number | null;
  /** How many more people of the category would have to be selected to reach four fifths; 0 where it is reached. */
  readonly shortfall: number | null;
  /**
   * The fewest people whose selection would have to come out the other way, all in the category or all in the highest, for the rule to say
   * the opposite (Questions and Answers 21), beside whichever category is the highest then; null where no such number does.
   */
  readonly flips: number | null;
}

/** Looks at every category beside the one with the highest rate; ties: the larger, then the first. */
export function fourFifths({ groups }: CountedGroups): FourFifths[] {
  const highest = highestRate(groups);
  const best = groups
    .filter((one) => one.n > 0 && rateOf(one) === highest)
    .toSorted((a, b) => b.n - a.n)
    .at(0);
  // One category alone is compared with nobody, so that nothing is met.
  const isAlone = groups.filter(({ n }) => n > 0).length < 2;
  return groups.map((one) => beside(one, isAlone ? undefined : best, groups));
}

function beside(one: Counted, best: Counted | undefined, groups: readonly Counted[]): FourFifths {
  const rate = rateOf(one);
  const { values, n, selected } = one;
  const nothing = { isUnder: null, z: null, fisher: null, shortfall: null, flips: null };
  if (best === undefined || rate === null || best.selected === 0)
    return { values, n, selected, rate, ratio: null, ...nothing };
  const ratio = impactRatio(rate, rateOf(best));
  if (one === best) return { values, n, selected, rate, ratio, ...nothing, isUnder: false, shortfall: 0 };
  const pair = [
    { successes: selected, n },
    { successes: best.selected, n: best.n },
  ] as const;
  return {
    ...{ values, n, selected, rate, ratio, isUnder: isUnder(one, best) },
    z: pooledZ(...pair)?.z ?? null,
    fisher: fisherExact(...pair),
    shortfall: shortfallOf(one, best),
    flips: flipsOf(
      one,
      best,
      groups.filter((other) => other !== one && other !== best),
    ),
  };
}

/** Compares selected/n with 4/5 of the other's, in whole numbers. */
const isUnder = (one: Counted, best: Counted): boolean =>
  BigInt(one.selected) * BigInt(best.n) * FIFTHS.in < FIFTHS.of * BigInt(best.selected) * BigInt(one.n);

/** The least selected number of the category at which it is no longer under, less what it has. */
function shortfallOf(one: Counted, best: Counted): number {
  const wanted = FIFTHS.of * BigInt(best.selected) * BigInt(one.n);
  const per = FIFTHS.in * BigInt(best.n);
  const needed = Number((wanted + per - 1n) / per);
  return Math.max(0, needed - one.selected);
}

/**
 * Only one of the two is changed: first the category itself, or the highest where that takes fewer people. Fewer in the highest turn nothing
 * where the category is under four fifths of a third one too, which is the highest then.
 */
function flipsOf(one: Counted, best: Counted, rest: readonly Counted[]): number | null {
  const under = isUnder(one, best);
  const step = under ? 1 : -1;
  const ofOne = fewest((k) => ({ changed: { ...one, selected: one.selected + step * k }, other: best }), under);
  const isUnderThird = under && rest.some((third) => isUnder(one, third));
  const ofBest = isUnderThird
    ? null
    : fewest((k) => ({ changed: one, other: { ...best, selected: best.selected - step * k } }), under);
  if (ofOne === null || ofBest === null) return ofOne ?? ofBest;
  return Math.min(ofOne, ofBest);

  function fewest(
    changed: (k: number) => { readonly changed: Counted; readonly other: Counted },
    was: boolean,
  ): number | null {
    let [low, high] = [0, Math.max(one.n, best.n)];
    const isOther = (k: number): boolean => {
      const { changed: a, other: b } = changed(k);
      return isPossible(a) && isPossible(b) && isUnder(a, b) !== was;
    };
    // What is possible is a beginning of the range, so the last possible number tells whether any does.
    high = lastPossible(changed, high);
    if (!isOther(high)) return null;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isOther(middle)) high = middle;
      else low = middle;
    }
    return high;
  }
}

const isPossible = ({ selected, n }: Counted): boolean => selected >= 0 && selected <= n;

function lastPossible(
  changed: (k: number) => { readonly changed: Counted; readonly other: Counted },
  most: number,
): number {
  let [low, high] = [0, most + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    const { changed: a, other: b } = changed(middle);
    if (isPossible(a) && isPossible(b)) low = middle;
    else high = middle;
  }
  return low;
}
