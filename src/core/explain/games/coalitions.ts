import type { Matrix } from '../../models/index.js';
import type { GamePlayers } from '../base/players.js';

/**
 * A method that needs model evaluations is a generator: it yields rows and gets their scores `[row * outputs + output]`. Therefore the same
 * code explains a model in memory and one behind a network.
 */
export type Evaluations<T> = Generator<Matrix, T, Float64Array>;

/** Runs a generator with a model in memory. */
export function runEvaluations<T>(work: Evaluations<T>, predict: (rows: Matrix) => Float64Array): T {
  let step = work.next();
  while (!step.done) step = work.next(predict(step.value));
  return step.value;
}

/** Runs a generator with a model that answers asynchronously. */
export async function runEvaluationsAsync<T>(
  work: Evaluations<T>,
  predict: (rows: Matrix) => Promise<Float64Array>,
): Promise<T> {
  let step = work.next();
  while (!step.done) step = work.next(await predict(step.value));
  return step.value;
}

/** Distinct background rows and how often each occurs, so that identical rows are evaluated once. */
export interface Background {
  readonly rows: Matrix;
  /** Share of the background that each row stands for; the shares add up to 1. */
  readonly weight: Float64Array;
}

export function distinctRows(matrix: Matrix): Background {
  const first = new Map<string, number>();
  const count = new Map<string, number>();
  for (let r = 0; r < matrix.rows; r++) {
    const key = matrix.data.subarray(r * matrix.columns, (r + 1) * matrix.columns).join(',');
    if (!first.has(key)) first.set(key, r);
    count.set(key, (count.get(key) ?? 0) + 1);
  }
  const data = new Float64Array(first.size * matrix.columns);
  [...first.values()].forEach((r, i) => {
    data.set(matrix.data.subarray(r * matrix.columns, (r + 1) * matrix.columns), i * matrix.columns);
  });
  return {
    rows: { data, rows: first.size, columns: matrix.columns },
    weight: Float64Array.from(count.values(), (times) => times / matrix.rows),
  };
}

/** Inputs of every player. */
export function featuresOf(players: GamePlayers): readonly Int32Array[] {
  return players.names.map((_, p) => {
    return Int32Array.from(players.ofFeature.keys()).filter((j) => players.ofFeature[j] === p);
  });
}
