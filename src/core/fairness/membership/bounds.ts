import type { RatedPeople, Weight } from './people.js';
import { type Limits, limitsOf, type Share, studentUpper } from './weighted.js';

/**
 * Number of parts of the range of probabilities within which the bounds look: those of 0, of (0, 0.1], ..., of (0.9, 1), and of 1. Finer parts would make narrower
 * bounds from fewer people each; at one person each the bounds would shrink to the weighted rate, which is what they are there to doubt.
 */
const TENTHS = 10;
const CERTAIN = TENTHS + 1;

/** The part that a probability falls into. */
function partOf(p: number): number {
  if (p === 1) return CERTAIN;
  let part = 0;
  while (p > part / TENTHS) part += 1;
  return part;
}

/** Expected people of the group in a part, and all people there by what the rate makes of them. */
interface Part {
  members: number;
  hit: number;
  miss: number;
  out: number;
}

function partsOf(people: readonly RatedPeople[], place: number): Part[] {
  const parts = Array.from({ length: CERTAIN + 1 }, (): Part => ({ members: 0, hit: 0, miss: 0, out: 0 }));
  for (const { probabilities, hit, miss, out } of people) {
    const part = parts[partOf(probabilities[place]!)]!;
    part.members += probabilities[place]! * (hit.sum + miss.sum + out.sum);
    part.hit += hit.sum;
    part.miss += miss.sum;
    part.out += out.sum;
  }
  return parts;
}

const turned = (people: readonly RatedPeople[]): RatedPeople[] =>
  people.map((one) => ({ ...one, hit: one.miss, miss: one.hit }));

/** The lowest and the highest rate that a group may have, with what the sample adds at a level. */
export interface MembershipBounds extends Limits {
  readonly at: (level: number) => Limits;
}

/**
 * The lowest and the highest rate of a group over every way in which people of the same part of the range of probabilities may be members, as many of them as
 * the probabilities say, whatever the outcome: Frechet's bounds in every part, added up (Kallus, Mao and Zhou 2022). Members are first those who are counted, then
 * those who are not asked, then the rest. Null where nobody asked can be a member.
 *
 * The ends of the sample's table are drawn inwards by chance, for a smallest of two numbers is smaller than both. So the limits are not made from them:
 * the people counted and the members expected are each no fewer than the members counted, so for every rule fixed beforehand which of the two to take in which part there
 * is an upper end that is an ordinary ratio. Rules that change at one probability are tried, each at a level that allows for their number. Such a ratio is no share of people,
 * and may vary at 1, so its limit is the farther one of Clopper and Pearson's and Student's.
 */
export function membershipBounds(people: readonly RatedPeople[], place: number): MembershipBounds | null {
  const possible = partsOf(people, place).some(({ members, hit, miss }) => members > 0 && hit + miss > 0);
  if (!possible) return null;
  const other = turned(people);
  return {
    lower: 1 - highest(partsOf(other, place)),
    upper: highest(partsOf(people, place)),
    at: limitsAt(people, other, place),
  };
}

/** The limits at any level; what they are made from is added up once, when the first is asked for. */
function limitsAt(people: readonly RatedPeople[], other: readonly RatedPeople[], place: number) {
  let made: { readonly own: PartSums; readonly turned: PartSums; readonly rules: readonly Rule[] } | null = null;
  return (level: number): Limits => {
    made ??= { own: sumsByPart(people, place), turned: sumsByPart(other, place), rules: rulesFor(people, place) };
    return { lower: 1 - upperLimit(made.turned, made.rules, level), upper: upperLimit(made.own, made.rules, level) };
  };
}

function highest(parts: readonly Part[]): number {
  let [hits, misses] = [0, 0];
  for (const { members, hit, out } of parts) {
    hits += Math.min(hit, members);
    misses += Math.max(0, members - hit - out);
  }
  return hits > 0 ? hits / (hits + misses) : 0;
}

/** The smallest upper limit over the rules, each at its share of the error. */
function upperLimit(sums: PartSums, rules: readonly Rule[], level: number): number {
  const each = 1 - (1 - level) / rules.length;
  let limit = 1;
  for (const rule of rules) {
    const share = ratioUnder(sums, rule);
    if (share === null || share.value >= limit) continue;
    limit = Math.min(limit, Math.max(limitsOf(share, each).upper, studentUpper(share, each)));
  }
  return limit;
}

/**
 * Above part `counted` the people counted are taken for the members counted, below it the expected members; above part `rest` the members beyond
 * those counted and those not asked are taken for the members not counted, below it none.
 */
interface Rule {
  readonly counted: number;
  readonly rest: number;
}

/** One rule for each place between occupied parts; they depend on probabilities only, not on outcomes. */
function rulesFor(people: readonly RatedPeople[], place: number): Rule[] {
  const occupied = new Set(people.map(({ probabilities }) => partOf(probabilities[place]!)));
  const edges = Array.from({ length: TENTHS + 1 }, (_, i) => i).filter((edge) => edge === 0 || occupied.has(edge));
  const isAsked = people.every(({ out }) => out.sum === 0);
  return edges.flatMap((counted) =>
    isAsked ? [{ counted, rest: counted }] : edges.filter((rest) => rest >= counted).map((rest) => ({ counted, rest })),
  );
}

/** Sums over people of the numerator x and the denominator w that each brings to a ratio; the products are summed with squared weights. */
interface Sums {
  x: number;
  w: number;
  xx: number;
  xw: number;
  ww: number;
}

/** What a rule may say of a part: take the expected members, the people counted, or these and the members beyond them. */
type Way = 'expected' | 'counted' | 'beyond';

type PartSums = readonly Readonly<Record<Way, Sums>>[];

const noSums = (): Sums => ({ x: 0, w: 0, xx: 0, xw: 0, ww: 0 });

/** The sums of every part in every way, from which each rule takes one. */
function sumsByPart(people: readonly RatedPeople[], place: number): PartSums {
  const parts = Array.from({ length: CERTAIN + 1 }, () => ({
    expected: noSums(),
    counted: noSums(),
    beyond: noSums(),
  }));
  for (const { probabilities, hit, miss, out } of people) {
    const p = probabilities[place]!;
    const part = parts[partOf(p)]!;
    const add = (isCounted: 0 | 1, beyond: number, weight: Weight): void => {
      addTo(part.expected, p, p, weight);
      addTo(part.counted, isCounted, isCounted, weight);
      addTo(part.beyond, isCounted, isCounted + beyond, weight);
    };
    add(1, p - 1, hit);
    add(0, p, miss);
    add(0, p - 1, out);
  }
  return parts;
}

function addTo(sums: Sums, x: number, w: number, { sum, squares }: Weight): void {
  sums.x += x * sum;
  sums.w += w * sum;
  sums.xx += x * x * squares;
  sums.xw += x * w * squares;
  sums.ww += w * w * squares;
}

/** Members counted over members asked, each replaced by its end under a rule, with the variance of the linearised ratio; null where it says nothing. */
function ratioUnder(parts: PartSums, { counted, rest }: Rule): Share | null {
  const all = noSums();
  parts.forEach((ways, part) => {
    const sums = ways[part > rest ? 'beyond' : part > counted ? 'counted' : 'expected'];
    for (const name of ['x', 'w', 'xx', 'xw', 'ww'] as const) all[name] += sums[name];
  });
  if (!(all.w > 0) || all.x >= all.w) return null;
  const value = all.x / all.w;
  const variance = Math.max(0, all.xx - 2 * value * all.xw + value * value * all.ww) / all.w ** 2;
  return { value, variance, size: all.w ** 2 / all.ww };
}
