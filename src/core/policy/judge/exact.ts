import type { Compare } from '../../fairness/tally/index.js';
import { binomialTails, clopperPearson, type Proportion } from '../../stats/index.js';
import type { Pair } from './comparison.js';
import type { Span } from './mover.js';
import { at, isWithin, type Region } from './region.js';
import type { Subject } from './subject.js';

/** How a count that is too small for an interval still shows a breach. */
export interface ExactFinding {
  /** The side whose own count is tested; the other side has the exact interval. */
  readonly counted: Subject;
  readonly successes: number;
  readonly n: number;
  /** The rate of `counted` that is most favourable to the requirement among those that the bound and the other side's interval allow. */
  readonly rate: number;
  /** Whether the count is too small, or too large, for that rate. */
  readonly side: 'below' | 'above';
  /** The chance of a count as far out as this one at that rate. */
  readonly chance: number;
  /** Largest chance at which the breach counts as shown. */
  readonly allowed: number;
  /** Level of the exact interval of the other side; absent where the count is held against the bound itself. */
  readonly otherLevel?: number;
}

export type ExactJudge = (pair: Pair) => ExactFinding | null;

/** 1 - level is shared by both directions, and in each by the interval of the other side and the count itself. */
const SHARES = 4;

/**
 * Finds out whether a pair is beyond the bound by an exact argument, whatever the sizes: the other side's rate lies in its Clopper-Pearson
 * interval, so the bound leaves the counted side a range of rates, and its own count is too far out for the nearest of them. Score intervals
 * do not hold for a handful of people (one selected person is a rate of 100 %); this error is at most 1 - level for any two rates.
 *
 * @param level the simultaneous level
 */
export function exactJudge(compare: Compare, region: Region, level: number): ExactJudge {
  const sidesOf = exactSides(level);
  return (pair) => {
    const sides = sidesOf(pair);
    if (sides === null) return null;
    const { counted, own, other, allowed, otherLevel } = sides;
    const range = clamped(allowedRates(other, compare, region, counted === pair.group));
    if (isWithin(at(own.successes / own.n), { ...range, logarithmic: false })) return null;
    const side = own.successes / own.n < range.lower ? 'below' : 'above';
    const rate = side === 'below' ? range.lower : range.upper;
    const tails = binomialTails(own.successes, own.n, rate);
    const chance = side === 'below' ? tails.atMost : tails.atLeast;
    return chance <= allowed ? { counted, ...own, rate, side, chance, allowed, otherLevel } : null;
  };
}

/**
 * Finds out whether a pair is within the bound by the reversed argument: the count is too large for every rate below the allowed ones, and
 * too small for every rate above them. Null where a side has no binomial count.
 */
export function exactWithin(compare: Compare, region: Region, level: number): (pair: Pair) => boolean | null {
  const sidesOf = exactSides(level);
  return (pair) => {
    const sides = sidesOf(pair);
    if (sides === null) return null;
    const { counted, own, other, allowed } = sides;
    // For each end of the bound the least favourable end of the other side's interval is taken.
    const turned = { lower: other.upper, upper: other.lower };
    const { lower, upper } = allowedRates(turned, compare, region, counted === pair.group);
    const aboveLower = lower <= 0 || (lower <= 1 && binomialTails(own.successes, own.n, lower).atLeast <= allowed);
    const belowUpper = upper >= 1 || (upper >= 0 && binomialTails(own.successes, own.n, upper).atMost <= allowed);
    return aboveLower && belowUpper;
  };
}

interface ExactSides {
  readonly counted: Subject;
  readonly own: Proportion;
  /** The exact interval of the other side. */
  readonly other: Span;
  readonly allowed: number;
  readonly otherLevel: number;
}

/** Finds which side is counted and the interval of the other side, and remembers both for each group. */
function exactSides(level: number): (pair: Pair) => ExactSides | null {
  const allowed = (1 - level) / SHARES;
  const otherLevel = 1 - 2 * allowed;
  const intervals = new Map<Subject, Span>();
  const intervalOf = (subject: Subject, rate: Proportion): Span => {
    const known = intervals.get(subject) ?? clopperPearson(rate, otherLevel)!;
    intervals.set(subject, known);
    return known;
  };
  return (pair) => {
    const counted = countedSide(pair);
    const other = counted === pair.group ? pair.reference : pair.group;
    const [own, others] = [wholeRate(counted), wholeRate(other)];
    if (own === null || others === null) return null;
    return { counted, own, other: intervalOf(other, others), allowed, otherLevel };
  };
}

/**
 * The side to count: the insufficient one; where both or neither are, the one with fewer people, because sizes, unlike rates, do not depend
 * on what is tested.
 */
function countedSide({ group, reference }: Pair): Subject {
  if (group.sufficient !== reference.sufficient) return group.sufficient ? reference : group;
  if (reference.n !== group.n) return reference.n < group.n ? reference : group;
  // Of equal sizes the side with the lower value is counted, whichever is called the reference: in each direction that is a rule fixed
  // beforehand.
  return (reference.value ?? 0) < (group.value ?? 0) ? reference : group;
}

/** Whether both sides count people, so that an exact argument can be made. */
export const hasCounts = ({ group, reference }: Pair): boolean =>
  wholeRate(group) !== null && wholeRate(reference) !== null;

/** Numerator and denominator where the side counts people; null for sums of sampling weights, which have no binomial distribution. */
export function wholeRate({ evidence }: Subject): Proportion | null {
  if (evidence.kind !== 'rate' || evidence.rate.nEff !== undefined) return null;
  const { successes, n } = evidence.rate;
  return n > 0 && Number.isSafeInteger(n) && Number.isSafeInteger(successes) ? { successes, n } : null;
}

/** The rates of one side that keep the bound: the lower end follows from one rate of the other side, the upper end from another. */
function allowedRates(forEnds: Span, compare: Compare, region: Region, ofGroup: boolean): Span {
  const { lower, upper } = region;
  if (compare === 'difference')
    return ofGroup
      ? { lower: forEnds.lower + lower, upper: forEnds.upper + upper }
      : { lower: forEnds.lower - upper, upper: forEnds.upper - lower };
  const times = (rate: number, factor: number) => (rate === 0 ? 0 : rate * factor);
  return ofGroup
    ? { lower: times(forEnds.lower, lower), upper: times(forEnds.upper, upper) }
    : { lower: times(forEnds.lower, 1 / upper), upper: times(forEnds.upper, 1 / lower) };
}

const clamped = ({ lower, upper }: Span): Span => ({
  lower: Math.max(0, Math.min(1, lower)),
  upper: Math.max(0, Math.min(1, upper)),
});
