import { counted } from '../../base/counted.js';
import type { Matrix, Model } from '../../models/index.js';
import { createGenerator, type Estimate, type Generator, type Seed } from '../../stats/index.js';
import { checkPeople, type EffectOptions, invalid, meanEstimate, membersOf, scoreOf } from './common.js';

/** Loss of one row; lower is better. */
export type Loss = (score: number, label: number) => number;

/** Squared error; of a probability it is the Brier score. */
export const squaredError: Loss = (score, label) => (score - label) ** 2;

/** Probabilities nearer to 0 or 1 are taken as this near, because one wrong certainty would make a mean infinite. */
const LEAST_PROBABILITY = 1e-15;

/** Logarithmic loss of a probability, natural logarithm. */
export const logLoss: Loss = (score, label) => {
  const p = Math.min(Math.max(score, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
  return -(label * Math.log(p) + (1 - label) * Math.log(1 - p));
};

export interface ImportanceOptions extends EffectOptions {
  readonly labels: ArrayLike<number>;
  readonly seed: Seed;
  /** Loss of a prediction; default squared error. */
  readonly loss?: Loss;
  /** Number of shuffles per input; default 30. */
  readonly repeats?: number;
  readonly level?: number;
  readonly groups?: readonly string[];
}

/** Rise of the mean loss when one input is shuffled among the people of a group. */
export interface Importance {
  readonly feature: string;
  readonly group: string | null;
  readonly importance: Estimate;
}

const DEFAULT_REPEATS = 30;

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019) with intervals over people: each row's mean rise of loss over the
 * shuffles is one observation, and the interval is the normal one of their mean. With groups, values are shuffled within
 * each group.
 *
 * @throws TribuneError INVALID_ARGUMENT, DATA_EMPTY
 */
export function permutationImportance(model: Model, rows: Matrix, options: ImportanceOptions): Importance[] {
  checkPeople(model, rows);
  if (options.labels.length !== rows.rows) {
    throw invalid(
      `${counted(options.labels.length, 'label')} for ${counted(rows.rows, 'row')}`,
      'Give the label of every row.',
    );
  }
  const score = scoreOf(model, options);
  const loss = options.loss ?? squaredError;
  const lossOf = (scores: Float64Array): Float64Array =>
    scores.map((value, r) => finite(loss(value, options.labels[r]!), r, value));
  const members = membersOf(rows.rows, options.groups);
  const base = lossOf(score(rows));
  return model.featureNames.flatMap((feature, j) => {
    const rise = meanRise(rows, base, { column: j, members, options, lossOf: (shuffled) => lossOf(score(shuffled)) });
    return [...members].map(([group, own]) => ({ feature, group, importance: estimate(rise, own, options) }));
  });
}

/** Refuses a loss that is no number: one would make every importance NaN, and name no row. */
function finite(loss: number, row: number, score: number): number {
  if (Number.isFinite(loss)) return loss;
  throw invalid(
    `the loss of row ${row} (from 0) is ${loss}, for the score ${score}`,
    'Look at the label and the inputs of that row.',
  );
}

interface Shuffling {
  readonly column: number;
  readonly members: ReadonlyMap<string | null, readonly number[]>;
  readonly options: ImportanceOptions;
  readonly lossOf: (rows: Matrix) => Float64Array;
}

/** Mean over the shuffles of every row's rise of loss. Each input has its own random stream, so adding one changes no other. */
function meanRise(rows: Matrix, base: Float64Array, shuffling: Shuffling): Float64Array {
  const { column, members, options } = shuffling;
  const repeats = options.repeats ?? DEFAULT_REPEATS;
  const random = createGenerator(options.seed, column);
  const rise = new Float64Array(rows.rows);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const data = rows.data.slice();
    for (const own of members.values()) {
      const order = shuffled(own, random);
      own.forEach((r, i) => {
        data[r * rows.columns + column] = rows.data[order[i]! * rows.columns + column]!;
      });
    }
    shuffling.lossOf({ ...rows, data }).forEach((value, r) => {
      rise[r]! += (value - base[r]!) / repeats;
    });
  }
  return rise;
}

/** A shuffled copy (Fisher and Yates). */
function shuffled(list: readonly number[], random: Generator): number[] {
  const order = [...list];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.nextInteger(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

const estimate = (rise: Float64Array, members: readonly number[], options: ImportanceOptions): Estimate =>
  meanEstimate(
    Float64Array.from(members, (r) => rise[r]!),
    options.level,
  );
