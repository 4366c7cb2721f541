import type { LearnColumn } from '../../learn/index.js';
import { createGenerator, criticalValue, type Seed } from '../../stats/index.js';
import { nearest, spaceOf, squaredDistance } from '../before/index.js';
import { refused } from '../groups/index.js';

export interface AlikeOptions {
  /** Nearest other people that each is compared with; default 5. */
  readonly neighbours?: number;
  /** Most people who are compared; of more a sample is drawn. Default 2,000. */
  readonly people?: number;
  /** The largest difference of decisions that a distance of 1 allows; where it is given, pairs beyond it are counted. */
  readonly most?: number;
  readonly seed: Seed;
}

/** A person beside those nearest to them. */
export interface UnlikePerson {
  readonly row: number;
  readonly decision: number;
  /** Mean decision of the nearest others, and who they are. */
  readonly near: number;
  readonly rows: readonly number[];
}

export interface Alike {
  /** 1 less the mean distance of a decision from the mean decision of the nearest others. */
  readonly consistency: number;
  /**
   * Ends of its interval at 0.95, by the jackknife: a person who is left out leaves the neighbourhoods of all others too. Null where it
   * says nothing: leaving out whomever changes nothing, or leaves too few people to be neighbours.
   */
  readonly lower: number | null;
  readonly upper: number | null;
  readonly people: number;
  /** Those who are decided about least like the people nearest to them, the worst first; at most 20. */
  readonly worst: readonly UnlikePerson[];
  /** Pairs of a person and one of the nearest, and those of them with the same values and another decision. */
  readonly pairs: number;
  readonly twins: number;
  /** Pairs whose decisions differ by more than `most` times their distance; null where none is given. */
  readonly beyond: number | null;
}

const NEIGHBOURS = 5;
const PEOPLE = 2_000;
const MOST_WORST = 20;
const LEVEL = 0.95;
const ROUNDING = 1e-12;

/**
 * Whether people who are similar by these columns are decided about alike. Numbers are divided by their spread, another category is as far as the median spread is. Whether
 * the columns are the right ones to call people similar by, no number says.
 * Sources: Dwork, Hardt, Pitassi, Reingold and Zemel 2012, Fairness through awareness (the bound `most`); Zemel, Wu, Swersky, Pitassi and Dwork 2013, Learning fair
 * representations (consistency; nobody is a neighbour of themselves here).
 *
 * @param decision 0 or 1, or a chance, of every row; rows of NaN are left out
 * @throws TribuneError INVALID_ARGUMENT for lengths that differ, no more people than neighbours, or options out of range
 * @example alike(columns, decision, { seed: 1 }).consistency;
 */
export function alike(columns: readonly LearnColumn[], decision: Float64Array, options: AlikeOptions): Alike {
  const { neighbours = NEIGHBOURS, people = PEOPLE, most } = options;
  const short = columns.find(({ values }) => values.length !== decision.length);
  if (columns.length === 0 || short !== undefined)
    throw refused('columns of other lengths than the decisions, or none', 'Give one value a row.');
  if (!(Number.isInteger(neighbours) && neighbours >= 1))
    throw refused(`${neighbours} neighbours`, 'Give a whole number from 1.');
  if (most !== undefined && !(most >= 0)) throw refused(`a bound of ${most}`, 'Give a number from 0.');
  const rows = sampleOf(decision, people, options.seed);
  if (rows.length <= neighbours)
    throw refused(
      `${rows.length} people for ${neighbours} neighbours`,
      'Give more people, or ask for fewer neighbours.',
    );
  const space = spaceOf(columns, rows, true);
  const among = rows.map((_, i) => i);
  const found = among.map((i) => {
    const nearAndNext = nearest(space, i, { among, count: neighbours + 1 });
    const near = nearAndNext.slice(0, neighbours);
    const mean = near.reduce((sum, j) => sum + decision[rows[j]!]!, 0) / near.length;
    const gaps = near.map((j) => ({
      gap: Math.abs(decision[rows[i]!]! - decision[rows[j]!]!),
      distance: Math.sqrt(squaredDistance(space, i, j)),
    }));
    const next = nearAndNext[neighbours] ?? null;
    return {
      row: rows[i]!,
      decision: decision[rows[i]!]!,
      near: mean,
      rows: near.map((j) => rows[j]!),
      gaps,
      places: near,
      next,
    };
  });
  const pairs = found.flatMap(({ gaps }) => gaps);
  const mean = found.reduce((sum, one) => sum + Math.abs(one.decision - one.near), 0) / found.length;
  const error = jackknifeError(found);
  const half = error === null ? null : criticalValue(LEVEL) * error;
  return {
    consistency: 1 - mean,
    lower: half === null ? null : Math.max(0, 1 - mean - half),
    upper: half === null ? null : Math.min(1, 1 - mean + half),
    people: rows.length,
    worst: found
      .filter((one) => one.decision !== one.near)
      .sort((a, b) => Math.abs(b.decision - b.near) - Math.abs(a.decision - a.near) || a.row - b.row)
      .slice(0, MOST_WORST)
      .map(({ row, decision, near, rows }) => ({ row, decision, near, rows })),
    pairs: pairs.length,
    twins: pairs.filter(({ gap, distance }) => distance === 0 && gap > 0).length,
    beyond: most === undefined ? null : pairs.filter(({ gap, distance }) => gap > most * distance).length,
  };
}

interface Neighbourhood {
  readonly decision: number;
  readonly near: number;
  /** Places of the nearest others, and of who comes in where one of them is left out; null where nobody is left. */
  readonly places: readonly number[];
  readonly next: number | null;
}

/**
 * Standard error of the mean distance by leaving out one person after the other, from their own place and from the neighbourhoods of the
 * others, whose next nearest comes in. Distances of people who share neighbours hang together, and their plain variance knows nothing of it.
 * Source: Efron and Stein 1981, The jackknife estimate of variance.
 */
function jackknifeError(found: readonly Neighbourhood[]): number | null {
  const n = found.length;
  if (found.some(({ next }) => next === null)) return null;
  const apart = found.map(({ decision, near }) => Math.abs(decision - near));
  const total = apart.reduce((sum, gap) => sum + gap, 0);
  const without = apart.map((gap) => total - gap);
  found.forEach(({ decision, near, places, next }, i) => {
    for (const gone of places) {
      const now = near + (found[next!]!.decision - found[gone]!.decision) / places.length;
      without[gone]! += Math.abs(decision - now) - apart[i]!;
    }
  });
  const mean = without.reduce((sum, one) => sum + one, 0) / n;
  const squares = without.reduce((sum, one) => sum + (one - mean) ** 2, 0);
  const error = Math.sqrt(((n - 1) / n) * squares) / (n - 1);
  // Sums in another order differ in their last digits even where nothing changes.
  return error > ROUNDING ? error : null;
}

/** Rows with a decision, in their order; of more than are compared one out of each stretch. */
function sampleOf(decision: Float64Array, people: number, seed: Seed): number[] {
  if (!(Number.isInteger(people) && people >= 2)) throw refused(`${people} people`, 'Give a whole number from 2.');
  const known = Array.from(decision.keys()).filter((row) => !Number.isNaN(decision[row]!));
  if (known.length <= people) return known;
  const random = createGenerator(seed);
  const startOf = (i: number): number => Math.floor((i * known.length) / people);
  // Stretches of whole rows, so that nobody is drawn twice and is a neighbour of themselves.
  return Array.from({ length: people }, (_, i) => known[startOf(i) + random.nextInteger(startOf(i + 1) - startOf(i))]!);
}
