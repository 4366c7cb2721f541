import { TribuneError } from '../../base/errors.js';
import type { Matrix, Model } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import {
  additivityTolerance,
  checkAdditivity,
  checkBackground,
  checkOutputs,
  type Explanation,
  type ExplanationMethod,
  pickOutputs,
  type ScoreScale,
} from '../base/explanation.js';
import type { GamePlayers } from '../base/players.js';
import { type Background, distinctRows, type Evaluations, runEvaluations, runEvaluationsAsync } from './coalitions.js';
import { exactGame } from './exact.js';
import { sampledGame } from './sampling.js';

export interface GameOptions {
  readonly method: ExplanationMethod;
  readonly scale: ScoreScale;
  readonly players: GamePlayers;
  readonly background?: Matrix;
  readonly outputs?: readonly number[];
  readonly interactions?: boolean;
  readonly seed?: Seed;
  readonly evaluations?: number;
  readonly tolerance?: number;
  /**
   * Number of the first row in its batch. Sampling draws by it, so that a row's result does not depend on the rows around it. Default 0.
   */
  readonly firstRow?: number;
}

/** Explains any model by evaluating the interventional game: every coalition (`exact`, `interventional`), or sampled permutations. */
export function explainByGame(model: Model, rows: Matrix, options: GameOptions): Explanation {
  const predict = (batch: Matrix): Float64Array =>
    options.scale === 'raw' ? model.predictRaw(batch) : model.predictLinked(batch);
  return runEvaluations(playGame(model, rows, options), predict);
}

/**
 * As `explainByGame`, for a model that answers asynchronously, such as one behind a network: `predict` gives scores on the wanted scale.
 */
export function explainByGameAsync(
  model: Pick<Model, 'numOutputs' | 'arithmetic'>,
  rows: Matrix,
  options: GameOptions,
  predict: (batch: Matrix) => Promise<Float64Array>,
): Promise<Explanation> {
  return runEvaluationsAsync(playGame(model, rows, options), predict);
}

interface RowResult {
  readonly values: Float64Array;
  readonly interactions: Float64Array | null;
  readonly standardErrors: Float64Array | null;
  readonly evaluations: number;
  readonly converged: boolean;
}

function* playGame(
  model: Pick<Model, 'numOutputs' | 'arithmetic'>,
  rows: Matrix,
  options: GameOptions,
): Evaluations<Explanation> {
  const { players, method, scale, firstRow = 0 } = options;
  const background = checkBackground(options.background, method);
  const all = model.numOutputs;
  const outputs = checkOutputs(model as Model, options.outputs);
  const distinct = distinctRows(background);
  const prediction = pickOutputs(yield rows, all, outputs);
  const baseValue = weightedMean(pickOutputs(yield distinct.rows, all, outputs), distinct, outputs.length);
  const results: RowResult[] = [];
  for (let r = 0; r < rows.rows; r++) {
    const result = yield* playRow(rows.data.subarray(r * rows.columns, (r + 1) * rows.columns), firstRow + r, {
      all,
      distinct,
      options,
    });
    results.push(result);
  }
  const values = pickOutputs(join(results.map((result) => result.values)), all, outputs);
  const parts = { method, players: players.names, rows: rows.rows, baseValue, prediction, values };
  const isSampled = method === 'sampling';
  return {
    ...parts,
    scale,
    outputs,
    additivityError: checkAdditivity(parts, firstRow, additivityTolerance(model)),
    interactions:
      options.interactions === true && !isSampled
        ? pickOutputs(join(results.map((result) => result.interactions!)), all, outputs)
        : null,
    standardErrors: isSampled ? pickOutputs(join(results.map((result) => result.standardErrors!)), all, outputs) : null,
    backgroundRows: background.rows,
    sampling: isSampled
      ? {
          seed: String(options.seed),
          evaluations: results.reduce((sum, result) => sum + result.evaluations, 0),
          converged: results.every((result) => result.converged),
        }
      : null,
  };
}

function* playRow(
  row: Float64Array,
  stream: number,
  context: { all: number; distinct: Background; options: GameOptions },
): Evaluations<RowResult> {
  const { all, distinct, options } = context;
  const evaluations =
    options.evaluations === undefined ? {} : { evaluations: options.evaluations, budget: options.evaluations };
  if (options.method !== 'sampling') {
    const result = yield* exactGame(row, distinct, options.players, {
      outputs: all,
      interactions: options.interactions ?? false,
      ...evaluations,
    });
    return { ...result, standardErrors: null, evaluations: 0, converged: true };
  }
  if (options.seed === undefined || options.interactions === true) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      options.seed === undefined ? 'sampling needs a seed' : 'sampling gives no interaction values',
      {
        remedy:
          options.seed === undefined
            ? 'Pass a seed; it is stored with the explanation.'
            : 'Use the method exact, or trees.',
      },
    );
  }
  const tolerance = options.tolerance === undefined ? {} : { tolerance: options.tolerance };
  const result = yield* sampledGame(row, distinct, options.players, {
    seed: options.seed,
    stream,
    outputs: all,
    ...evaluations,
    ...tolerance,
  });
  return { ...result, interactions: null };
}

function weightedMean(scores: Float64Array, background: Background, outputs: number): Float64Array {
  const mean = new Float64Array(outputs);
  scores.forEach((score, i) => {
    mean[i % outputs]! += score * background.weight[Math.floor(i / outputs)]!;
  });
  return mean;
}

function join(parts: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
