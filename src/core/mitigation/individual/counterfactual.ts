import type { LearnColumn } from '../../learn/index.js';
import { createGenerator, type Seed } from '../../stats/index.js';
import { refused } from '../groups/index.js';
import { type CausalGraph, learnStructure } from './structure.js';

export interface CounterfactualOptions {
  /** The column that is changed, of categories. */
  readonly attribute: string;
  /** People who have this value are asked about, as if they had the other. */
  readonly from: string;
  readonly to: string;
  /** What follows from what; empty: nothing but the attribute itself changes. */
  readonly graph: CausalGraph;
  /** Scores of people by their columns, the attribute among them: of a model that does not see it, it changes nothing. */
  readonly score: (columns: readonly LearnColumn[]) => Float64Array;
  /** A score from here on is a 1. */
  readonly cutoff: number;
  readonly seed: Seed;
  /** Samples of people, with equations learned anew, that intervals are taken from; default 200. */
  readonly resamples?: number;
}

/**
 * A mean over people of `from`, with the ends of its interval at 0.95; null where it rests on a group of one person, of whom nobody knows how
 * the next would differ, or where most samples had nobody of a group.
 */
export interface CausalEffect {
  readonly estimate: number;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface Counterfactual {
  readonly people: number;
  /** Columns that follow from the attribute. */
  readonly followers: readonly string[];
  /** People whose decision would be another, each way. */
  readonly toOne: number;
  readonly toZero: number;
  /** Change of the mean score by the attribute alone, by what follows from it alone, and by both. */
  readonly direct: CausalEffect;
  readonly throughFollowers: CausalEffect;
  readonly total: CausalEffect;
  /** What is left of the difference of the mean scores, that of `to` less that of `from`: people of the two groups differ otherwise. */
  readonly spurious: CausalEffect;
  /** What all of this rests on, in plain words. */
  readonly assumptions: readonly string[];
}

const RESAMPLES = 200;
const MOST_RESAMPLES = 10_000;
const STREAM = 21;
/** Fewest people of a group of whom resampling tells how much they differ. */
const FEWEST = 2;
/** Least share of the samples that must have people of both groups. */
const LEAST_USED = 0.9;
/** Ends of the interval at 0.95. */
const TAIL = 0.025;

/**
 * What a model would say of people had they another value of an attribute, and what follows from it by a declared graph of straight-line equations. The
 * difference between two groups is taken apart into what the attribute does by itself, what it does through the columns that follow from it, and the rest.
 * Sources: Kusner, Loftus, Russell and Silva 2017, Counterfactual fairness; Zhang and Bareinboim 2018, Fairness in decision-making (direct, indirect and spurious effects).
 *
 * @throws TribuneError INVALID_ARGUMENT for a graph that cannot be learned, an attribute without these values, or options out of range
 * @example counterfactual(columns, { attribute: 'sex', from: 'f', to: 'm', graph: { income: ['sex'] }, score, cutoff: 0.5, seed: 1 }).direct;
 */
export function counterfactual(columns: readonly LearnColumn[], options: CounterfactualOptions): Counterfactual {
  const { resamples = RESAMPLES, seed } = options;
  if (!(Number.isInteger(resamples) && resamples >= 2 && resamples <= MOST_RESAMPLES))
    throw refused(`${resamples} samples`, `Give a whole number from 2 to ${MOST_RESAMPLES}.`);
  const codes = codesOf(columns, options);
  const found = effectsOf(columns, options, codes);
  const random = createGenerator(seed, STREAM);
  const rows = columns[0]!.values.length;
  const drawn = Array.from({ length: resamples }, () => {
    const chosen = Array.from({ length: rows }, () => random.nextInteger(rows));
    const own = columns.map((column) => ({ ...column, values: Float64Array.from(chosen, (r) => column.values[r]!) }));
    return effectsOf(own, options, codes);
  });
  const effect = (of: (one: Effects) => number, fewest: number): CausalEffect => {
    const estimate = of(found);
    const values = drawn
      .map(of)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    if (fewest < FEWEST || values.length < LEAST_USED * resamples) return { estimate, lower: null, upper: null };
    const at = (share: number): number => values[Math.min(values.length - 1, Math.floor(share * values.length))]!;
    return { estimate, lower: at(TAIL), upper: at(1 - TAIL) };
  };
  // What follows from the attribute is learned from both groups; what it does by itself is of the one.
  const either = Math.min(found.people, found.others);
  return {
    people: found.people,
    followers: found.followers,
    toOne: found.toOne,
    toZero: found.toZero,
    direct: effect((one) => one.direct, found.people),
    throughFollowers: effect((one) => one.through, either),
    total: effect((one) => one.total, either),
    spurious: effect((one) => one.spurious, either),
    assumptions: assumptionsOf(options, found.followers),
  };
}

interface Codes {
  readonly from: number;
  readonly to: number;
}

function codesOf(columns: readonly LearnColumn[], { attribute, from, to }: CounterfactualOptions): Codes {
  const column = columns.find(({ name }) => name === attribute);
  if (column?.categories === undefined)
    throw refused(`"${attribute}" is no column of categories`, 'Name a column of groups, such as sex.');
  const [own, other] = [column.categories.indexOf(from), column.categories.indexOf(to)];
  const stray = own < 0 ? from : other < 0 ? to : null;
  if (stray !== null || own === other)
    throw refused(
      stray === null ? `from "${from}" to "${to}"` : `"${attribute}" is never "${stray}"`,
      `Name two of its values: ${column.categories.slice(0, 20).join(', ')}.`,
    );
  for (const code of [own, other])
    if (!column.values.includes(code))
      throw refused(`nobody's "${attribute}" is "${column.categories[code]}"`, 'Give people of both groups.');
  return { from: own, to: other };
}

interface Effects {
  readonly people: number;
  readonly others: number;
  readonly followers: readonly string[];
  readonly toOne: number;
  readonly toZero: number;
  readonly direct: number;
  readonly through: number;
  readonly total: number;
  readonly spurious: number;
}

function effectsOf(
  columns: readonly LearnColumn[],
  { attribute, graph, score, cutoff, seed }: CounterfactualOptions,
  { from, to }: Codes,
): Effects {
  const own = columns.find(({ name }) => name === attribute)!;
  const structure = learnStructure(columns, graph, attribute, seed);
  const rowsOf = (code: number): number[] => Array.from(own.values.keys()).filter((row) => own.values[row] === code);
  const [mine, others] = [rowsOf(from), rowsOf(to)];
  const pick = (column: LearnColumn, rows: readonly number[]): LearnColumn => ({
    ...column,
    values: Float64Array.from(rows, (row) => column.values[row]!),
  });
  const given = columns.map((column) => pick(column, mine));
  const changed: LearnColumn = { ...own, values: new Float64Array(mine.length).fill(to) };
  const moved = structure.moved(given, changed);
  const onlyAttribute = given.map((column) => (column.name === attribute ? changed : column));
  const onlyFollowers = moved.map((column, c) => (column.name === attribute ? given[c]! : column));
  const before = score(given);
  const after = score(moved);
  const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [base, total] = [meanOf(before), meanOf(after) - meanOf(before)];
  return {
    people: mine.length,
    others: others.length,
    followers: structure.followers,
    toOne: after.filter((value, i) => value >= cutoff && !(before[i]! >= cutoff)).length,
    toZero: after.filter((value, i) => !(value >= cutoff) && before[i]! >= cutoff).length,
    direct: meanOf(score(onlyAttribute)) - base,
    through: meanOf(score(onlyFollowers)) - base,
    total,
    spurious: meanOf(score(columns.map((column) => pick(column, others)))) - base - total,
  };
}

const assumptionsOf = ({ attribute, graph }: CounterfactualOptions, followers: readonly string[]): string[] => [
  `Nothing that is not in the data makes both "${attribute}" and what follows from it what they are.`,
  followers.length === 0
    ? `Nothing follows from "${attribute}": the declared graph lets no column follow from it.`
    : `From "${attribute}" follow ${followers.map((name) => `"${name}"`).join(', ')} and nothing else, each as declared: ${followers.map((name) => `${name} from ${graph[name]!.join(', ')}`).join('; ')}.`,
  'What follows does so along straight lines, alike for everybody, and what they do not explain of a person would stay as it is.',
  'Intervals are of who was drawn into the data; they do not know whether the graph is right.',
];
