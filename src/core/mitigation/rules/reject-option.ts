import type { FrontierGroup, ScoreDistribution } from '../../fairness/frontier/index.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { refused } from '../groups/index.js';
import { type MeritGroup, meritGroups } from './merit-groups.js';
import type { RuleGroup } from './rule.js';

/** What is compared, the rest less the advantaged: the favourable rate, that among who merit it, and the mean of that and the rate among the others. */
export const REJECT_OPTION_MEASURES = ['selection_rate', 'true_positive_rate', 'average_odds'] as const;
export type RejectOptionMeasure = (typeof REJECT_OPTION_MEASURES)[number];

export interface RejectOptionOptions {
  /** Groups that the band costs, by some or all of their values; all other groups gain by it. */
  readonly advantaged: readonly GroupKey[];
  readonly measure: RejectOptionMeasure;
  /** Largest difference of the measure either way, 0 to 1. */
  readonly tolerance: number;
  /** The favourable label and decision; default 1. */
  readonly favourable?: 0 | 1;
  /** What is largest among what keeps the tolerance; default balanced accuracy. */
  readonly objective?: 'accuracy' | 'balanced_accuracy';
  /** Number of middles of the band that are tried, evenly from 0.01 to 0.99, and of its margins for each; default 25. */
  readonly steps?: number;
}

export interface RejectOption {
  /** Whether some band keeps the tolerance; where none does, this is the one that comes nearest to it. */
  readonly isFeasible: boolean;
  /** Middle of the band and half its width, of the chance of the favourable label. */
  readonly middle: number;
  readonly margin: number;
  /** The measure of the rest less that of the advantaged. */
  readonly difference: number;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
  /** The same as cutoffs by group: the band gives nobody a chance between 0 and 1. */
  readonly groups: readonly RuleGroup[];
}

const FEWEST_STEPS = 2;
const MOST_STEPS = 200;
const USUAL_STEPS = 25;
const FIRST_MIDDLE = 0.01;
const LAST_MIDDLE = 0.99;

/**
 * A band around a cutoff in which the disadvantaged get the favourable decision and the advantaged do not; outside of it nothing changes. Of all bands of a
 * grid the one of the best decisions that keeps a difference within a tolerance, on the people given, whom it therefore flatters: judge it on others.
 * Source: Kamiran, Karim and Zhang 2012, Decision theory for discrimination-aware classification.
 *
 * @param groups probabilities of label 1 of labelled people by group, as `scoredGroups` gives them
 * @throws TribuneError INVALID_ARGUMENT for scores outside 0..1, groups of one label only, no group or every group advantaged, or options out of range
 * @example
 * rejectOption(groups, { advantaged: [{ sex: 'male' }], measure: 'selection_rate', tolerance: 0.05 }).groups;
 */
export function rejectOption(groups: readonly FrontierGroup[], options: RejectOptionOptions): RejectOption {
  const { tolerance, favourable = 1, objective = 'balanced_accuracy', steps = USUAL_STEPS } = options;
  if (!(tolerance >= 0 && tolerance <= 1)) throw refused(`a tolerance of ${tolerance}`, 'Give a number from 0 to 1.');
  if (!(Number.isInteger(steps) && steps >= FEWEST_STEPS && steps <= MOST_STEPS))
    throw refused(`${steps} steps`, `Give a whole number from ${FEWEST_STEPS} to ${MOST_STEPS}.`);
  const people = meritGroups(groups, favourable);
  const isAdvantaged = advantageOf(groups, options.advantaged);
  const advantaged = sideOf(people.filter(({ key }) => isAdvantaged(key)));
  const rest = sideOf(people.filter(({ key }) => !isAdvantaged(key)));
  let best: Band | null = null;
  for (const middle of evenly(FIRST_MIDDLE, LAST_MIDDLE, steps))
    for (const margin of evenly(0, Math.min(middle, 1 - middle), steps)) {
      const cutoffs: Cutoffs = {
        advantaged: cutoffAbove(middle + margin, favourable),
        rest: cutoffAbove(middle - margin, favourable),
      };
      const band = { ...judged({ advantaged, rest }, cutoffs, options), middle, margin, cutoffs };
      if (best === null || isBetter(band, best, { tolerance, objective })) best = band;
    }
  const { cutoffs, ...found } = best!;
  return {
    isFeasible: Math.abs(found.difference) <= tolerance,
    ...found,
    groups: groups.map(({ key }) => ({
      key,
      mixture: [{ cutoff: isAdvantaged(key) ? cutoffs.advantaged : cutoffs.rest, probability: 1 }],
    })),
  };
}

/** Whether a group is among the advantaged: its values are those of one of the keys. */
function advantageOf(groups: readonly FrontierGroup[], keys: readonly GroupKey[]): (key: GroupKey) => boolean {
  const fits = (wanted: GroupKey, key: GroupKey): boolean =>
    Object.entries(wanted).every(([name, value]) => key[name] === value);
  const stray = keys.find((wanted) => !groups.some(({ key }) => fits(wanted, key)));
  if (stray !== undefined) throw refused(`there is no group ${JSON.stringify(stray)}`, 'Name groups that occur.');
  const isAdvantaged = (key: GroupKey): boolean => keys.some((wanted) => fits(wanted, key));
  const count = groups.filter(({ key }) => isAdvantaged(key)).length;
  if (count === 0 || count === groups.length)
    throw refused(`${count === 0 ? 'no' : 'every'} group is advantaged`, 'Name some of the groups as advantaged.');
  return isAdvantaged;
}

interface Cutoffs {
  readonly advantaged: number;
  readonly rest: number;
}

interface Judged {
  readonly difference: number;
  readonly accuracy: number;
  readonly balancedAccuracy: number;
}

interface Band extends Judged {
  readonly middle: number;
  readonly margin: number;
  readonly cutoffs: Cutoffs;
}

/** Whether a band is to be taken instead of another that came before it. */
function isBetter(
  one: Band,
  other: Band,
  { tolerance, objective }: { readonly tolerance: number; readonly objective: 'accuracy' | 'balanced_accuracy' },
): boolean {
  const [size, before] = [Math.abs(one.difference), Math.abs(other.difference)];
  if (size > tolerance || before > tolerance) return size < before;
  return objective === 'accuracy' ? one.accuracy > other.accuracy : one.balancedAccuracy > other.balancedAccuracy;
}

/** Numbers from the first to the last, both among them. */
const evenly = (first: number, last: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (i === count - 1 ? last : first + i * ((last - first) / (count - 1))));

/** The score from which on a 1 is decided where the chance of the favourable label must be above a number. */
const cutoffAbove = (chance: number, favourable: 0 | 1): number => (favourable === 1 ? nextAbove(chance) : 1 - chance);

/** The smallest double above a number that is not negative. */
function nextAbove(value: number): number {
  const view = new DataView(new ArrayBuffer(Float64Array.BYTES_PER_ELEMENT));
  view.setFloat64(0, Math.max(value, 0));
  view.setBigUint64(0, view.getBigUint64(0) + 1n);
  return view.getFloat64(0);
}

/** Scores of people, rising, with how many have each or more; after the last, 0. */
interface Tail {
  readonly scores: Float64Array;
  readonly orMore: Float64Array;
}

interface Side {
  readonly deserving: readonly Tail[];
  readonly others: readonly Tail[];
}

function tailOf({ scores, counts }: ScoreDistribution): Tail {
  const orMore = new Float64Array(scores.length + 1);
  for (let i = scores.length - 1; i >= 0; i--) orMore[i] = orMore[i + 1]! + counts[i]!;
  return { scores, orMore };
}

const sideOf = (people: readonly MeritGroup[]): Side => ({
  deserving: people.map(({ deserving }) => tailOf(deserving)),
  others: people.map(({ others }) => tailOf(others)),
});

/** People with a score or more. */
function peopleFrom({ scores, orMore }: Tail, cutoff: number): number {
  let [low, high] = [0, scores.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[middle]! >= cutoff) high = middle;
    else low = middle + 1;
  }
  return orMore[low]!;
}

/** Numbers of people of a side, and of those of them who get the favourable decision. */
interface SideCounts {
  readonly deserving: number;
  readonly others: number;
  readonly right: number;
  readonly wrong: number;
}

function countsOf({ deserving, others }: Side, cutoff: number, favourable: 0 | 1): SideCounts {
  const all = (tails: readonly Tail[]): number => tails.reduce((sum, { orMore }) => sum + orMore[0]!, 0);
  const from = (tails: readonly Tail[]): number => tails.reduce((sum, tail) => sum + peopleFrom(tail, cutoff), 0);
  const favoured = (tails: readonly Tail[]): number => (favourable === 1 ? from(tails) : all(tails) - from(tails));
  return { deserving: all(deserving), others: all(others), right: favoured(deserving), wrong: favoured(others) };
}

function judged(
  sides: { readonly advantaged: Side; readonly rest: Side },
  cutoffs: Cutoffs,
  { measure, favourable = 1 }: RejectOptionOptions,
): Judged {
  const advantaged = countsOf(sides.advantaged, cutoffs.advantaged, favourable);
  const rest = countsOf(sides.rest, cutoffs.rest, favourable);
  const deserving = advantaged.deserving + rest.deserving;
  const others = advantaged.others + rest.others;
  const [right, wrong] = [advantaged.right + rest.right, advantaged.wrong + rest.wrong];
  return {
    difference: measureOf(measure, rest) - measureOf(measure, advantaged),
    accuracy: (right + others - wrong) / (deserving + others),
    balancedAccuracy: (right / deserving + (others - wrong) / others) / 2,
  };
}

function measureOf(measure: RejectOptionMeasure, { deserving, others, right, wrong }: SideCounts): number {
  if (measure === 'selection_rate') return (right + wrong) / (deserving + others);
  const truePositives = right / deserving;
  return measure === 'true_positive_rate' ? truePositives : (truePositives + wrong / others) / 2;
}
