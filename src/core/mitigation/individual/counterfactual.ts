import type { LearnColumn } from '../../learn/index.js';
import { createGenerator, type Seed } from '../../stats/index.js';
import { refused } from '../groups/index.js';
import { type CausalGraph, followersOf, learnStructure } from './structure.js';

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
  /** Called after each sample. */
  readonly progress?: (done: number, of: number) => void;
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
/**
 * People of `from` that a sample has; of more each sample is smaller than the data, and its distance from the estimate is shrunk by the root of
 * the ratio, as the error of a mean is. Source: Bickel, Götze and van Zwet 1997, Resampling fewer than n observations.
 */
const MOST_DRAWN = 1_500;
/** People of `to` whom a sample has at least, as far as there are so many: a sample with hardly any would tell nothing of them. */
const LEAST_OTHERS = 30;
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
  const people = peopleOf(columns, options, codesOf(columns, options));
  const rows = columns[0]!.values.length;
  const found = effectsOf(
    people,
    Int32Array.from({ length: rows }, (_, r) => r),
  );
  const random = createGenerator(seed, STREAM);
  const share = Math.min(1, Math.max(MOST_DRAWN / found.people, LEAST_OTHERS / found.others));
  const size = Math.round(share * rows);
  const drawn = Array.from({ length: resamples }, (_, done) => {
    const effects = effectsOf(
      people,
      Int32Array.from({ length: size }, () => random.nextInteger(rows)),
    );
    options.progress?.(done + 1, resamples);
    return effects;
  });
  const shrunk = Math.sqrt(size / rows);
  const effect = (of: (one: Effects) => number, fewest: number): CausalEffect => {
    const estimate = of(found);
    const values = drawn
      .map(of)
      .filter(Number.isFinite)
      .sort((a, b) => a - b);
    if (fewest < FEWEST || values.length < LEAST_USED * resamples) return { estimate, lower: null, upper: null };
    const at = (tail: number): number => {
      const end = values[Math.min(values.length - 1, Math.floor(tail * values.length))]!;
      return size === rows ? end : estimate + shrunk * (end - estimate);
    };
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
    assumptions: assumptionsOf(options, found.followers, { size, rows }),
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

/** People with what the model says of each as they are and with the other value alone, neither of which depends on who is drawn. */
interface People {
  readonly columns: readonly LearnColumn[];
  readonly options: CounterfactualOptions;
  readonly codes: Codes;
  readonly own: LearnColumn;
  /** Columns that follow from the attribute. */
  readonly followers: readonly string[];
  /** By row; NaN of people of neither group. */
  readonly before: Float64Array;
  /** By row, of people of `from`, with the other value and all else theirs. */
  readonly alone: Float64Array;
}

const pick = (column: LearnColumn, rows: ArrayLike<number>): LearnColumn => ({
  ...column,
  values: Float64Array.from(rows, (row) => column.values[row]!),
});

function peopleOf(columns: readonly LearnColumn[], options: CounterfactualOptions, codes: Codes): People {
  const own = columns.find(({ name }) => name === options.attribute)!;
  const rowsOf = (...wanted: number[]): number[] =>
    Array.from(own.values.keys()).filter((row) => wanted.includes(own.values[row]!));
  const scored = (rows: readonly number[], change: (column: LearnColumn) => LearnColumn): Float64Array => {
    const byRow = new Float64Array(own.values.length).fill(Number.NaN);
    options.score(columns.map((column) => change(pick(column, rows)))).forEach((score, i) => {
      byRow[rows[i]!] = score;
    });
    return byRow;
  };
  return {
    ...{ columns, options, codes, own },
    followers: followersOf(columns, options.graph, options.attribute),
    before: scored(rowsOf(codes.from, codes.to), (column) => column),
    alone: scored(rowsOf(codes.from), (column) =>
      column.name === own.name ? { ...column, values: column.values.map(() => codes.to) } : column,
    ),
  };
}

/** The effects among the people of these rows, who may be drawn more than once. */
function effectsOf(people: People, rows: Int32Array): Effects {
  const { followers, own, before, alone, codes } = people;
  const { cutoff } = people.options;
  const mine = rows.filter((row) => own.values[row] === codes.from);
  const others = rows.filter((row) => own.values[row] === codes.to);
  const { after, byFollowers } =
    followers.length === 0 ? { after: alone, byFollowers: before } : movedBy(people, rows, mine);
  const meanOf = (values: Float64Array, of: Int32Array): number =>
    of.reduce((sum, row) => sum + values[row]!, 0) / of.length;
  const base = meanOf(before, mine);
  const total = meanOf(after, mine) - base;
  return {
    people: mine.length,
    others: others.length,
    followers,
    toOne: mine.filter((row) => after[row]! >= cutoff && !(before[row]! >= cutoff)).length,
    toZero: mine.filter((row) => !(after[row]! >= cutoff) && before[row]! >= cutoff).length,
    direct: meanOf(alone, mine) - base,
    through: meanOf(byFollowers, mine) - base,
    total,
    spurious: meanOf(before, others) - base - total,
  };
}

/** Scores by row of people whose followers move by the equations of those who were drawn, with the other value and without it. Whoever is drawn twice is asked about once. */
function movedBy(
  { columns, own, codes, options }: People,
  rows: Int32Array,
  mine: Int32Array,
): { after: Float64Array; byFollowers: Float64Array } {
  const named = new Set([own.name, ...Object.keys(options.graph), ...Object.values(options.graph).flat()]);
  const drawn = columns.filter(({ name }) => named.has(name)).map((column) => pick(column, rows));
  const structure = learnStructure(drawn, options.graph, own.name, options.seed);
  const once = [...new Set(mine)];
  const given = columns.map((column) => pick(column, once));
  const changed: LearnColumn = { ...own, values: new Float64Array(once.length).fill(codes.to) };
  const moved = structure.moved(given, changed);
  const byRow = (of: readonly LearnColumn[]): Float64Array => {
    const scores = new Float64Array(own.values.length);
    options.score(of).forEach((score, i) => {
      scores[once[i]!] = score;
    });
    return scores;
  };
  return {
    after: byRow(moved),
    byFollowers: byRow(moved.map((column, c) => (column.name === own.name ? given[c]! : column))),
  };
}

const assumptionsOf = (
  { attribute, graph }: CounterfactualOptions,
  followers: readonly string[],
  { size, rows }: { readonly size: number; readonly rows: number },
): string[] => [
  `Nothing that is not in the data makes both "${attribute}" and what follows from it what they are.`,
  followers.length === 0
    ? `Nothing follows from "${attribute}": the declared graph lets no column follow from it.`
    : `From "${attribute}" follow ${followers.map((name) => `"${name}"`).join(', ')} and nothing else, each as declared: ${followers.map((name) => `${name} from ${graph[name]!.join(', ')}`).join('; ')}.`,
  'What follows does so along straight lines, alike for everybody, and what they do not explain of a person would stay as it is.',
  'Intervals are of who was drawn into the data; they do not know whether the graph is right.',
  ...(size === rows
    ? []
    : [`Intervals come from samples of ${size} of the ${rows} people, shrunk to what samples of all would show.`]),
];
