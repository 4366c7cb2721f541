import { TribuneError } from '../../base/errors.js';
import { isClassPair, type Matrix, type Model } from '../../models/index.js';

export type ExplanationMethod =
  | 'path-dependent'
  | 'interventional'
  | 'exact'
  | 'sampling'
  | 'integrated-gradients'
  | 'rescale';
/** Scale of scores: `raw` is the model's own sum (log-odds), `linked` is what it publishes (a probability). */
export type ScoreScale = 'raw' | 'linked';

/**
 * Contributions of players (features, or groups of features) to the score of every row.
 * baseValue[k] + sum over players of values[row][player][k] = prediction[row][k], up to `additivityError[row]`.
 */
export interface Explanation {
  readonly method: ExplanationMethod;
  readonly scale: ScoreScale;
  /** Names of features, or of groups. */
  readonly players: readonly string[];
  /** Indices of the model's outputs that were explained. */
  readonly outputs: readonly number[];
  readonly rows: number;
  /** Mean score: weighted by cover (path-dependent) or over the background; `[output]`. */
  readonly baseValue: Float64Array;
  /** Predictions, `[row * outputs + output]`. */
  readonly prediction: Float64Array;
  /** Contributions, `[(row * players + player) * outputs + output]`. */
  readonly values: Float64Array;
  /** Largest absolute error over the outputs, per row. */
  readonly additivityError: Float64Array;
  /**
   * Interaction values, `[((row * players + i) * players + j) * outputs + output]`: half of the pair in (i, j) and in (j, i); rows sum to
   * `values`.
   */
  readonly interactions: Float64Array | null;
  /** Standard errors in the shape of `values`; null where the method is exact. */
  readonly standardErrors: Float64Array | null;
  readonly backgroundRows: number | null;
  /** Seed and number of model evaluations of a sampled explanation. */
  readonly sampling: { readonly seed: string; readonly evaluations: number; readonly converged: boolean } | null;
  /**
   * Set for integrals along lines through a network: the number of its runs, and the bound of what a value may be off by the account of the
   * quadrature; 0 where the integral has a closed form.
   */
  readonly integration?: { readonly evaluations: number; readonly error: number };
  /**
   * Set for values that are near Shapley values and none of them (`rescale`): the greatest distance to those of every coalition over the first
   * `rows` rows; null with 0 rows where inputs or background are too many to enumerate, so that nobody knows.
   */
  readonly approximation?: { readonly error: number | null; readonly rows: number };
}

/**
 * Place of rows in a larger batch that is explained in parts. It gives every part the same bits as in the whole, however the batch is cut,
 * because sampling draws by the number of the row, and the treatment of trees with large tables depends on the size of the batch.
 */
export interface BatchPart {
  /** Number of the first row; default 0. */
  readonly firstRow?: number;
  /** Number of rows of the whole batch; default the number of rows given. */
  readonly batchRows?: number;
}

/**
 * Tolerance of additivity: an explanation that misses the prediction by more than this times max(1, |f|) is a fault and is never published.
 */
export const ADDITIVITY_TOLERANCE = 1e-8;
/**
 * Tolerance for scores that arrive as 32-bit numbers, 6e-8 of their size each: the sums of a network or a forest round some hundred times.
 */
export const FLOAT32_TOLERANCE = 1e-5;

/** Tolerance of a row's additivity error, as a multiple of max(1, |f|), for the arithmetic of the model. */
export const additivityTolerance = ({ arithmetic }: Pick<Model, 'arithmetic'>): number =>
  arithmetic === 'float32' ? FLOAT32_TOLERANCE : ADDITIVITY_TOLERANCE;

/**
 * Error of base value plus contributions against the prediction, per row. The prediction comes from the model itself, not from the
 * explainer.
 *
 * @throws TribuneError INTERNAL when a row exceeds the tolerance
 */
export function checkAdditivity(
  parts: Pick<Explanation, 'baseValue' | 'prediction' | 'values' | 'players' | 'rows' | 'method'>,
  firstRow = 0,
  tolerance: number = ADDITIVITY_TOLERANCE,
): Float64Array {
  const outputs = parts.baseValue.length;
  const players = parts.players.length;
  const errors = new Float64Array(parts.rows);
  for (let r = 0; r < parts.rows; r++) {
    for (let k = 0; k < outputs; k++) {
      let sum = parts.baseValue[k]!;
      for (let p = 0; p < players; p++) sum += parts.values[(r * players + p) * outputs + k]!;
      const prediction = parts.prediction[r * outputs + k]!;
      const error = Math.abs(sum - prediction);
      // The comparison is written so that NaN fails, too.
      if (!(error <= tolerance * Math.max(1, Math.abs(prediction)))) {
        throw new TribuneError(
          'INTERNAL',
          `row ${firstRow + r}: the ${parts.method} values sum to ${sum}, the model says ${prediction}`,
          {
            remedy: 'The explanation is not published. Please report the model and the row.',
          },
        );
      }
      errors[r] = Math.max(errors[r]!, error);
    }
  }
  return errors;
}

/** One row of an explanation as the contract prints it, with one number per output everywhere. */
export interface ExplanationRow {
  readonly index: number;
  readonly prediction: number[];
  readonly values: Record<string, number[]>;
  readonly additivityError: number;
}

/** Row `r` of an explanation as the contract prints it. */
export function explanationRow(explanation: Explanation, r: number): ExplanationRow {
  const outputs = explanation.outputs.length;
  const players = explanation.players.length;
  const entries = explanation.players.map((name, p) => {
    const start = (r * players + p) * outputs;
    return [name, Array.from(explanation.values.subarray(start, start + outputs))] as const;
  });
  return {
    index: r,
    prediction: Array.from(explanation.prediction.subarray(r * outputs, (r + 1) * outputs)),
    // fromEntries defines own properties, so a feature called "__proto__" stays a feature.
    values: Object.fromEntries(entries),
    additivityError: explanation.additivityError[r]!,
  };
}

/** Selects the wanted outputs of `[row * all + output]`. */
export function pickOutputs(scores: Float64Array, all: number, outputs: readonly number[]): Float64Array {
  if (outputs.length === all && outputs.every((output, k) => output === k)) return scores;
  const rows = scores.length / all;
  const picked = new Float64Array(rows * outputs.length);
  for (let i = 0; i < picked.length; i++) {
    const row = Math.floor(i / outputs.length);
    picked[i] = scores[row * all + outputs[i % outputs.length]!]!;
  }
  return picked;
}

/** Mean of every output over rows. */
export function meanScores(scores: Float64Array, outputs: number): Float64Array {
  const mean = new Float64Array(outputs);
  for (let i = 0; i < scores.length; i++) mean[i % outputs]! += scores[i]!;
  return mean.map((sum) => (sum * outputs) / scores.length);
}

/**
 * The outputs to explain: those listed, otherwise all; for two classes whose chances sum to one the second, which implies the first. Throws
 * INVALID_ARGUMENT on one that does not exist or is listed twice.
 */
export function checkOutputs(model: Model, outputs: readonly number[] | undefined): readonly number[] {
  if (outputs === undefined) {
    return isClassPair(model) ? [1] : Array.from({ length: model.numOutputs }, (_, k) => k);
  }
  const isKnown = (k: number): boolean => Number.isInteger(k) && k >= 0 && k < model.numOutputs;
  if (outputs.length === 0 || !outputs.every(isKnown) || new Set(outputs).size !== outputs.length) {
    throw new TribuneError('INVALID_ARGUMENT', `outputs [${outputs.join(', ')}] of a model with ${model.numOutputs}`, {
      remedy: `Name each wanted output once, 0 to ${model.numOutputs - 1}.`,
    });
  }
  return outputs;
}

/** Refuses a background without rows, because an average over nobody is not zero. */
export function checkBackground(background: Matrix | undefined, method: string): Matrix {
  if (background === undefined || background.rows === 0) {
    throw new TribuneError('INVALID_ARGUMENT', `method ${method} needs background rows, and there are none`, {
      remedy: 'Give people to compare with as the background, for example approved applicants.',
      reason: 'background-missing',
    });
  }
  return background;
}
