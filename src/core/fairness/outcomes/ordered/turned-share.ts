import { clopperPearson } from '../../../stats/proportion/index.js';
import type { MeasuredLimits } from '../base/index.js';
import { checkSameLevels, sum } from './groups.js';
import type { MeasuredLimited } from './measured.js';
import { type LabelTable, turnedPairs } from './turned-pairs.js';
import type { OrderedGroup } from './types.js';

/** Pairs that lie fewer than this many on either side, counted without sharing a person, show too little of how their share varies. Ours, from the simulations. */
const LEAST_PAIRS = 10;

/**
 * Pairs turned round: of all pairs of people whose labels differ, the share in which the one with the less favourable label was given the more favourable level. `within`
 * takes pairs of two members of the group; `across` pairs of a member, who has the more favourable label, and somebody of the others. Pairs that were made
 * equal are not turned.
 *
 * A share of pairs varies as the people do, not as the pairs: the variance adds up what each person does to it (the jackknife of a U-statistic, Arvesen 1969), and the limits
 * are Clopper and Pearson's for as many independent pairs as have that variance. Where few pairs are turned, or few are not, that variance is a guess: then the number is
 * that of pairs that share no person, whose share varies more than that of all pairs (Hoeffding 1963).
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of different levels
 */
export function measuredTurned(group: OrderedGroup, others: OrderedGroup, kind: 'within' | 'across'): MeasuredLimited {
  checkSameLevels(group, others);
  const [own, low] = [
    group.countByLabelAndRank,
    kind === 'within' ? group.countByLabelAndRank : others.countByLabelAndRank,
  ];
  const { pairs, turned } = turnedPairs(own, low);
  const frame = { kind: 'limits', n: group.labelled, method: 'clopper-pearson of independent pairs' } as const;
  if (pairs === 0)
    return { ...frame, value: null, at: () => null, hindrance: 'no pair of people has different labels' };
  const value = turned / pairs;
  const size = independentPairs({ own, low, within: kind === 'within' }, pairs, value);
  return { ...frame, value, at: (level) => limitsOf(value, size, level) };
}

interface Sides {
  readonly own: LabelTable;
  readonly low: LabelTable;
  readonly within: boolean;
}

function independentPairs(sides: Sides, pairs: number, value: number): number {
  const [n, m] = [sum(sides.own.map(sum)), sum(sides.low.map(sum))];
  // Of pairs that share no person there are so many on average: the chance that a pair has different labels, times how many pairs can be formed.
  const disjoint = sides.within ? pairs / (n - 1) : pairs / Math.max(n, m);
  if (disjoint * Math.min(value, 1 - value) < LEAST_PAIRS) return disjoint;
  const variance = varianceOf(sides, { n, m, pairs, value });
  return variance > 0 ? Math.max(disjoint, (value * (1 - value)) / variance) : disjoint;
}

interface Counted {
  readonly n: number;
  readonly m: number;
  readonly pairs: number;
  readonly value: number;
}

/** Variance of the share: the squares of what each person adds to the turned pairs beyond the share of her pairs. Costs the square of the number of levels. */
function varianceOf({ own, low, within }: Sides, { n, m, pairs, value }: Counted): number {
  const [upper, lower] = [cornersOf(own), cornersOf(low)];
  const levels = own.length;
  const above = (label: number, rank: number): number => {
    const all = lower[label]![levels]!;
    return all - lower[label]![rank + 1]! - value * all;
  };
  const below = (label: number, rank: number): number => {
    const all = upper[levels]![levels]! - upper[label + 1]![levels]!;
    return upper[levels]![rank]! - upper[label + 1]![rank]! - value * all;
  };
  const squares = (table: LabelTable, of: (label: number, rank: number) => number): number =>
    sum(table.map((row, label) => sum(row.map((people, rank) => (people === 0 ? 0 : people * of(label, rank) ** 2)))));
  const total = within
    ? (n / (n - 1)) * squares(own, (label, rank) => above(label, rank) + below(label, rank))
    : (n / (n - 1)) * squares(own, above) + (m / (m - 1)) * squares(low, below);
  return total / pairs ** 2;
}

/** People with a lower label and a lower level, by both: entry [l][r] counts those below label l and below level r. */
function cornersOf(table: LabelTable): number[][] {
  const size = table.length + 1;
  const corners = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const [label, row] of table.entries()) {
    for (const [rank, people] of row.entries()) {
      const [here, next] = [corners[label]!, corners[label + 1]!];
      next[rank + 1] = people + here[rank + 1]! + next[rank]! - here[rank]!;
    }
  }
  return corners;
}

function limitsOf(estimate: number, size: number, level: number): MeasuredLimits | null {
  if (!(size > 0)) return null;
  const interval = clopperPearson({ successes: estimate * size, n: size }, level);
  return interval === null ? null : { estimate, lower: interval.lower, upper: interval.upper };
}
