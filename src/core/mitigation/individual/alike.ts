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
  /** 1 less the mean distance of a decision from the mean decision of the nearest others; with the ends of its interval at 0.95. */
  readonly consistency: number;
  readonly lower: number;
  readonly upper: number;
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
    const near = nearest(space, i, { among, count: neighbours });
    const mean = near.reduce((sum, j) => sum + decision[rows[j]!]!, 0) / near.length;
    const gaps = near.map((j) => ({
      gap: Math.abs(decision[rows[i]!]! - decision[rows[j]!]!),
      distance: Math.sqrt(squaredDistance(space, i, j)),
    }));
    return { row: rows[i]!, decision: decision[rows[i]!]!, near: mean, rows: near.map((j) => rows[j]!), gaps };
  });
  const pairs = found.flatMap(({ gaps }) => gaps);
  const apart = found.map((one) => Math.abs(one.decision - one.near));
  const mean = apart.reduce((sum, gap) => sum + gap, 0) / apart.length;
  const variance = apart.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (apart.length - 1);
  const half = criticalValue(LEVEL) * Math.sqrt(variance / apart.length);
  return {
    consistency: 1 - mean,
    lower: Math.max(0, 1 - mean - half),
    upper: Math.min(1, 1 - mean + half),
    people: rows.length,
    worst: found
      .filter((one) => one.decision !== one.near)
      .sort((a, b) => Math.abs(b.decision - b.near) - Math.abs(a.decision - a.near) || a.row - b.row)
      .slice(0, MOST_WORST)
      .map(({ gaps: _, ...one }) => one),
    pairs: pairs.length,
    twins: pairs.filter(({ gap, distance }) => distance === 0 && gap > 0).length,
    beyond: most === undefined ? null : pairs.filter(({ gap, distance }) => gap > most * distance).length,
  };
}

/** Rows with a decision, in their order; of more than are compared one out of each stretch. */
function sampleOf(decision: Float64Array, people: number, seed: Seed): number[] {
  if (!(Number.isInteger(people) && people >= 2)) throw refused(`${people} people`, 'Give a whole number from 2.');
  const known = Array.from(decision.keys()).filter((row) => !Number.isNaN(decision[row]!));
  if (known.length <= people) return known;
  const random = createGenerator(seed);
  const stride = known.length / people;
  return Array.from({ length: people }, (_, i) => known[Math.floor((i + random.nextUniform()) * stride)]!);
}
