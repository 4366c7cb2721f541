import { criticalValue, normalQuantile } from '../../stats/index.js';
import { refused } from '../groups/index.js';

/** A group by the people in the denominator of a rate. */
export interface JudgedGroup {
  readonly successes: number;
  readonly n: number;
}

export interface JudgeOptions {
  readonly compare: 'difference' | 'ratio';
  /** The largest difference, from 0, or the least ratio, up to 1, that is allowed. */
  readonly bound: number;
  /** Level of the interval that judges; default 0.95. */
  readonly level?: number;
  /** Wanted chance of an answer; default 0.8. */
  readonly power?: number;
}

/** More people in the denominators of two rates until their gap can be told from its bound. */
export interface PeopleToJudge {
  /** The gap of these people, and how far it is from the bound on the scale that is judged (ratios: logarithms). */
  readonly gap: number;
  readonly distance: number;
  /** Standard error now, and the largest that would do. */
  readonly error: number;
  readonly enough: number;
  /** More people of the group with the larger part in the variance alone; null where the others are too few for any number of it. */
  readonly ofOne: { readonly group: 0 | 1; readonly more: number } | null;
  /** More people of both, in the proportion in which they are there; null where the gap is at the bound, which no number tells apart. */
  readonly ofBoth: readonly [number, number] | null;
}

const LEVEL = 0.95;
const POWER = 0.8;
/** A person of each outcome counts half besides, so that a rate of 0 or 1 is not taken for certain. */
const HALF = 0.5;

/**
 * How many more people are needed until the gap between two rates can be told from its bound, were it as large as it is here: the normal
 * approximation of intervals and of the chance of an answer. The gap itself is not known, so the number is one too.
 * Source: Fleiss, Levin and Paik 2003, Statistical methods for rates and proportions, chapter 4.
 *
 * @throws TribuneError INVALID_ARGUMENT for groups without people, or options out of range
 * @example peopleToJudge([{ successes: 30, n: 50 }, { successes: 700, n: 1000 }], { compare: 'difference', bound: 0.05 }).ofOne;
 */
export function peopleToJudge(groups: readonly [JudgedGroup, JudgedGroup], options: JudgeOptions): PeopleToJudge {
  const { compare, bound, level = LEVEL, power = POWER } = options;
  if (!(level > 0 && level < 1 && power > 0 && power < 1))
    throw refused(`a level of ${level} and a power of ${power}`, 'Give numbers between 0 and 1.');
  if (!(compare === 'difference' ? bound >= 0 && bound <= 1 : bound > 0 && bound <= 1))
    throw refused(`a bound of ${bound} on a ${compare}`, 'Give a difference from 0 to 1, or a ratio above 0.');
  const odd = groups.find(({ successes, n }) => !(n > 0 && successes >= 0 && successes <= n));
  if (odd !== undefined) throw refused(`${odd.successes} of ${odd.n} people`, 'Give people of both groups.');
  const rates = groups.map(({ successes, n }) => (successes + HALF) / (n + 2 * HALF)) as [number, number];
  // What one person adds to the variance, on the scale that is judged.
  const each = rates.map((p) => (compare === 'difference' ? p * (1 - p) : (1 - p) / p)) as [number, number];
  const shares = each.map((one, g) => one / groups[g]!.n) as [number, number];
  const gap = compare === 'difference' ? Math.abs(rates[0] - rates[1]) : Math.min(...rates) / Math.max(...rates);
  const distance = compare === 'difference' ? Math.abs(gap - bound) : Math.abs(Math.log(gap / bound));
  const error = Math.sqrt(shares[0] + shares[1]);
  const enough = distance / (criticalValue(level) + normalQuantile(power));
  if (error <= enough) return { gap, distance, error, enough, ofOne: { group: 0, more: 0 }, ofBoth: [0, 0] };
  const group = shares[0] >= shares[1] ? 0 : 1;
  const left = enough ** 2 - shares[1 - group]!;
  const times = enough > 0 ? (error / enough) ** 2 - 1 : Number.POSITIVE_INFINITY;
  const more = (count: number): number => Math.ceil(count - 1e-9);
  return {
    gap,
    distance,
    error,
    enough,
    ofOne: left > 0 ? { group, more: more(each[group] / left - groups[group]!.n) } : null,
    ofBoth: times < MOST_TIMES ? [more(times * groups[0].n), more(times * groups[1].n)] : null,
  };
}

/** A gap nearer to its bound than what so many times the people would tell is at it. */
const MOST_TIMES = 1e6;
