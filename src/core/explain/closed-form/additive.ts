import type { AdditiveModel, AdditiveTerm, LinearModel, Matrix } from '../../models/index.js';
import type { GamePlayers } from '../base/players.js';
import { betaWeights, popcount } from '../trees/weights.js';

/** Values of many rows, `[(row * players + player) * outputs + output]`, and the base value per output. */
export interface ClosedForm {
  readonly baseValue: Float64Array;
  explain(rows: Matrix): Float64Array;
}

/**
 * Values of a linear model: player p gets the sum over its features of w_j (x_j - mean_j), exact for the interventional game. Without a
 * background the row is compared with an input of zeros: w_j x_j, and the base is the intercept.
 */
export function linearValues(model: LinearModel, players: GamePlayers, background: Matrix | null): ClosedForm {
  const width = model.featureNames.length;
  const outputs = model.numOutputs;
  const mean = background === null ? new Float64Array(width) : columnMeans(background);
  const baseValue = model.intercept.map((intercept, k) => {
    return mean.reduce((sum, x, j) => sum + model.coefficients[k * width + j]! * x, intercept);
  });
  const explain = (rows: Matrix): Float64Array => {
    const values = new Float64Array(rows.rows * players.names.length * outputs);
    for (let r = 0; r < rows.rows; r++) {
      for (let j = 0; j < width; j++) {
        const at = (r * players.names.length + players.ofFeature[j]!) * outputs;
        const shift = rows.data[r * width + j]! - mean[j]!;
        for (let k = 0; k < outputs; k++) values[at + k]! += model.coefficients[k * width + j]! * shift;
      }
    }
    return values;
  };
  return { baseValue, explain };
}

function columnMeans(rows: Matrix): Float64Array {
  const mean = new Float64Array(rows.columns);
  rows.data.forEach((value, i) => {
    mean[i % rows.columns]! += value / rows.rows;
  });
  return mean;
}

/**
 * Values of an additive model: the game of a sum is the sum of the games, and the game of a term has only the players that the term reads.
 * A term of one player gets f(x) minus its mean over the background; a pair is a two-player game of four means, not a half split. Without a
 * background a term has nothing to be compared with, so it counts in full, shared equally among its players.
 */
export function additiveValues(model: AdditiveModel, players: GamePlayers, background: Matrix | null): ClosedForm {
  const outputs = model.numOutputs;
  const games = model.terms.map((term) => termGame(term, players, background, outputs));
  const baseValue = model.intercept.map((intercept, k) => games.reduce((sum, game) => sum + game.base[k]!, intercept));
  const explain = (rows: Matrix): Float64Array => {
    const values = new Float64Array(rows.rows * players.names.length * outputs);
    for (let r = 0; r < rows.rows; r++) {
      const row = rows.data.subarray(r * rows.columns, (r + 1) * rows.columns);
      for (const game of games) {
        const own = game.values(row);
        game.players.forEach((player, p) => {
          const at = (r * players.names.length + player) * outputs;
          for (let k = 0; k < outputs; k++) values[at + k]! += own[p * outputs + k]!;
        });
      }
    }
    return values;
  };
  return { baseValue, explain };
}

interface TermGame {
  readonly players: readonly number[];
  readonly base: Float64Array;
  /** Values of a row, `[position in players * outputs + output]`. */
  readonly values: (row: Float64Array) => Float64Array;
}

function termGame(term: AdditiveTerm, all: GamePlayers, background: Matrix | null, outputs: number): TermGame {
  const players = [...new Set(term.features.map((j) => all.ofFeature[j]!))];
  if (background === null) {
    const share = (row: Float64Array): Float64Array => {
      const values = term.features.map((j) => row[j]!);
      return Float64Array.from(
        { length: players.length * outputs },
        (_, i) => term.value(values, i % outputs) / players.length,
      );
    };
    return { players, base: new Float64Array(outputs), values: share };
  }
  const owner = term.features.map((j) => players.indexOf(all.ofFeature[j]!));
  const base = meanWorth(term, background, { row: null, coalition: 0, owner, outputs });
  const values = (row: Float64Array): Float64Array => {
    const worth = Array.from({ length: 2 ** players.length }, (_, coalition) => {
      return coalition === 0 ? base : meanWorth(term, background, { row, coalition, owner, outputs });
    });
    return shapleyOf(worth, players.length, outputs);
  };
  return { players, base, values };
}

/** Mean of the term over the background, with the row's values for the features of the coalition. */
function meanWorth(
  term: AdditiveTerm,
  background: Matrix,
  at: { row: Float64Array | null; coalition: number; owner: readonly number[]; outputs: number },
): Float64Array {
  const isKnown = at.owner.map((player) => ((at.coalition >>> player) & 1) === 1);
  const worth = new Float64Array(at.outputs);
  // With every player known the background does not matter: one evaluation suffices and the mean adds no rounding.
  const rows = isKnown.every(Boolean) ? 1 : background.rows;
  for (let b = 0; b < rows; b++) {
    const values = term.features.map((j, i) =>
      isKnown[i] ? at.row![j]! : background.data[b * background.columns + j]!,
    );
    for (let k = 0; k < at.outputs; k++) worth[k]! += term.value(values, k) / rows;
  }
  return worth;
}

function shapleyOf(worth: readonly Float64Array[], n: number, outputs: number): Float64Array {
  const weights = betaWeights(n);
  const values = new Float64Array(n * outputs);
  for (let set = 0; set < worth.length; set++) {
    const known = popcount(set);
    for (let p = 0; p < n; p++) {
      if (((set >>> p) & 1) === 1) continue;
      const weight = weights[known * n + (n - 1 - known)]!;
      for (let k = 0; k < outputs; k++)
        values[p * outputs + k]! += weight * (worth[set | (1 << p)]![k]! - worth[set]![k]!);
    }
  }
  return values;
}
