import { TribuneError } from '../../base/errors.js';
import type { Matrix } from '../../models/index.js';
import type { GamePlayers } from '../base/players.js';
import { betaWeights, popcount } from '../trees/weights.js';
import { type Background, type Evaluations, featuresOf } from './coalitions.js';

/**
 * Most model evaluations per explained row that enumeration may take: 2^players times distinct background rows. 10 players and 25 rows are
 * 25,600, one call of a second or less for most models.
 */
export const EXACT_EVALUATIONS = 32_768;
/** Number of rows per call of the model. */
const CALL_ROWS = 8192;

export const exactCost = (players: number, background: Background): number => 2 ** players * background.rows.rows;

/** Shapley values of one row, `[player * outputs + output]`, and with `interactions` the matrix of interaction values. */
export interface ExactValues {
  readonly values: Float64Array;
  readonly interactions: Float64Array | null;
}

/**
 * Exact Shapley values of one row from the model's scores of every coalition: known players have the row's values, the others those of each
 * background row in turn (the interventional game). Shapley 1953; interaction index of Fujimoto et al. 2006.
 *
 * @throws TribuneError INVALID_ARGUMENT when the coalitions exceed the budget
 */
export function* exactGame(
  row: Float64Array,
  background: Background,
  players: GamePlayers,
  options: { outputs: number; interactions?: boolean; budget?: number },
): Evaluations<ExactValues> {
  const n = players.names.length;
  const budget = options.budget ?? EXACT_EVALUATIONS;
  if (exactCost(n, background) > budget) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `${n} players and ${background.rows.rows} distinct background rows take ${exactCost(n, background)} evaluations per row, more than ${budget}`,
      {
        remedy: 'Use the method sampling, group the features, give fewer background rows, or raise the budget.',
        reason: 'evaluations-too-few',
      },
    );
  }
  const worth = yield* coalitionWorth(row, background, players, options.outputs);
  return {
    values: shapleyValues(worth, n, options.outputs),
    interactions: options.interactions === true ? interactionValues(worth, n, options.outputs) : null,
  };
}

/** Mean score of every coalition, `[coalition * outputs + output]`; bit p of the coalition is player p. */
function* coalitionWorth(
  row: Float64Array,
  background: Background,
  players: GamePlayers,
  outputs: number,
): Evaluations<Float64Array> {
  const members = featuresOf(players);
  const base = background.rows;
  const coalitions = 2 ** players.names.length;
  const worth = new Float64Array(coalitions * outputs);
  const total = coalitions * base.rows;
  for (let from = 0; from < total; from += CALL_ROWS) {
    const count = Math.min(CALL_ROWS, total - from);
    const data = new Float64Array(count * base.columns);
    for (let i = 0; i < count; i++) {
      const b = (from + i) % base.rows;
      data.set(base.data.subarray(b * base.columns, (b + 1) * base.columns), i * base.columns);
      reveal(data, i * base.columns, row, members, Math.floor((from + i) / base.rows));
    }
    const scores: Float64Array = yield { data, rows: count, columns: base.columns } satisfies Matrix;
    for (let i = 0; i < count; i++) {
      const coalition = Math.floor((from + i) / base.rows);
      const share = background.weight[(from + i) % base.rows]!;
      for (let k = 0; k < outputs; k++) worth[coalition * outputs + k]! += share * scores[i * outputs + k]!;
    }
  }
  return worth;
}

function reveal(
  data: Float64Array,
  at: number,
  row: Float64Array,
  members: readonly Int32Array[],
  coalition: number,
): void {
  for (let p = 0; p < members.length; p++) {
    if (((coalition >>> p) & 1) === 0) continue;
    for (const j of members[p]!) data[at + j] = row[j]!;
  }
}

function shapleyValues(worth: Float64Array, n: number, outputs: number): Float64Array {
  const weights = betaWeights(n);
  const values = new Float64Array(n * outputs);
  for (let set = 0; set < 2 ** n; set++) {
    const known = popcount(set);
    for (let p = 0; p < n; p++) {
      if (((set >>> p) & 1) === 1) continue;
      const weight = weights[known * n + (n - 1 - known)]!;
      for (let k = 0; k < outputs; k++) {
        values[p * outputs + k]! += weight * (worth[(set | (1 << p)) * outputs + k]! - worth[set * outputs + k]!);
      }
    }
  }
  return values;
}

/**
 * Interaction values, `[(i * n + j) * outputs + output]`: half of the pair's index off the diagonal, the rest of the player's value on it.
 */
function interactionValues(worth: Float64Array, n: number, outputs: number): Float64Array {
  const values = shapleyValues(worth, n, outputs);
  const out = new Float64Array(n * n * outputs);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < outputs; k++) out[(i * n + i) * outputs + k]! += values[i * outputs + k]!;
    for (let j = i + 1; j < n; j++) {
      const half = pairHalf(worth, { i, j, n, outputs });
      half.forEach((value, k) => {
        out[(i * n + j) * outputs + k] = value;
        out[(j * n + i) * outputs + k] = value;
        out[(i * n + i) * outputs + k]! -= value;
        out[(j * n + j) * outputs + k]! -= value;
      });
    }
  }
  return out;
}

function pairHalf(worth: Float64Array, at: { i: number; j: number; n: number; outputs: number }): Float64Array {
  const { i, j, n, outputs } = at;
  const weights = betaWeights(n - 1);
  const half = new Float64Array(outputs);
  const both = (1 << i) | (1 << j);
  for (let set = 0; set < 2 ** n; set++) {
    if ((set & both) !== 0) continue;
    const known = popcount(set);
    const weight = 0.5 * weights[known * (n - 1) + (n - 2 - known)]!;
    for (let k = 0; k < outputs; k++) {
      const of = (coalition: number): number => worth[coalition * outputs + k]!;
      half[k]! += weight * (of(set | both) - of(set | (1 << i)) - of(set | (1 << j)) + of(set));
    }
  }
  return half;
}
