import { TribuneError } from '../../base/errors.js';
import { checkRows, type Matrix, type Model } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { checkBackground, type Explanation } from '../base/explanation.js';
import { type FeatureGroups, type GamePlayers, makePlayers } from '../base/players.js';
import { type Evaluations, runEvaluations, runEvaluationsAsync } from '../games/coalitions.js';
import { type Agreement, agreementOf } from './agreement.js';
import { drawNeighbours } from './neighbours.js';
import { type CrossCheck, PURPOSE, summarise } from './result.js';
import { fitRidge, type RidgeFit } from './weighted-ridge.js';

/** Number of neighbours per fit. LIME takes 5,000; ten fits of 2,000 cost four times as much and show what one fit of 5,000 hides. */
export const SURROGATE_SAMPLES = 2000;
/** Number of fits with different seeds, which shows how far they differ. */
export const SURROGATE_REPEATS = 10;
/** LIME's default penalty (Ridge, alpha 1). */
const PENALTY = 1;
/** LIME's default kernel width is this times the square root of the number of features. */
const WIDTH_PER_ROOT = 0.75;
/** Number of players compared as the strongest: the reasons that a notice may name. */
const TOP = 4;
/** Most players, because the normal equations have players x players numbers. */
const MAX_PLAYERS = 1000;

export interface CrossCheckOptions {
  readonly background: Matrix;
  /** Seed of the fits, each of which draws from a stream of its own. */
  readonly seed: Seed;
  /** The groups that the explanation was made with. */
  readonly groups?: FeatureGroups;
  /** Row of `rows` and of the explanation; default 0. */
  readonly row?: number;
  /** Output of the model; default the first that was explained. */
  readonly output?: number;
  readonly samples?: number;
  readonly repeats?: number;
  /** Number of players compared as the strongest; default 4. */
  readonly top?: number;
  readonly kernelWidth?: number;
}

/**
 * Compares an explanation with a local linear surrogate (LIME: Ribeiro, Singh, Guestrin 2016), fitted several times with different seeds.
 * It is a cross-check and never an explanation: a surrogate describes a linear surface of its own, not the model, and changes with its
 * seed. Read the fit (`rSquared`) and the stability first: where they are low, disagreement is no evidence against the exact values.
 *
 * @throws TribuneError INVALID_ARGUMENT when explanation, groups and rows do not belong together, or a number is out of its range
 * @example
 * const explanation = explain(model, rows, { background });
 * crossCheck(model, rows, explanation, { background, seed: 'audit-7' }).agreement.kendall.median;
 */
export function crossCheck(
  model: Model,
  rows: Matrix,
  explanation: Explanation,
  options: CrossCheckOptions,
): CrossCheck {
  const predict = (batch: Matrix): Float64Array =>
    explanation.scale === 'raw' ? model.predictRaw(batch) : model.predictLinked(batch);
  return runEvaluations(fitAll(model, rows, explanation, options), predict);
}

/** As `crossCheck`, for a model that answers asynchronously: `predict` gives scores on the scale of the explanation. */
export function crossCheckAsync(
  model: Pick<Model, 'featureNames' | 'numOutputs'>,
  rows: Matrix,
  explanation: Explanation,
  options: CrossCheckOptions & { readonly predict: (batch: Matrix) => Promise<Float64Array> },
): Promise<CrossCheck> {
  return runEvaluationsAsync(fitAll(model, rows, explanation, options), options.predict);
}

function* fitAll(
  model: Pick<Model, 'featureNames' | 'numOutputs'>,
  rows: Matrix,
  explanation: Explanation,
  options: CrossCheckOptions,
): Evaluations<CrossCheck> {
  const setting = checkSetting(model, rows, explanation, options);
  const { players, row, output, background, samples, repeats, kernelWidth, top } = setting;
  const fits: RidgeFit[] = [];
  for (let stream = 0; stream < repeats; stream++) {
    const near = drawNeighbours(row, background, players, { seed: options.seed, stream, samples, kernelWidth });
    const scores: Float64Array = yield near.rows;
    const y = Float64Array.from({ length: samples }, (_, i) => scores[i * model.numOutputs + output]!);
    fits.push(fitRidge({ z: near.kept, width: players.names.length, y, weight: near.weight }, PENALTY));
  }
  const values = valuesOf(explanation, options.row ?? 0, output);
  const agreement = fits.map((fit) => agreementOf(values, fit.coefficients, top));
  return {
    purpose: PURPOSE,
    publishable: false,
    comparedWith: { method: explanation.method, scale: explanation.scale, output, players: players.names, values },
    ...summarise(fits, agreement, pairs(fits, top)),
    setting: { seed: String(options.seed), samples, repeats, kernelWidth, penalty: PENALTY, top },
  };
}

/** Agreement of every fit with every other. */
function pairs(fits: readonly RidgeFit[], top: number): Agreement[] {
  return fits.flatMap((fit, i) =>
    fits.slice(0, i).map((other) => agreementOf(other.coefficients, fit.coefficients, top)),
  );
}

function valuesOf(explanation: Explanation, row: number, output: number): Float64Array {
  const outputs = explanation.outputs.length;
  const players = explanation.players.length;
  const k = explanation.outputs.indexOf(output);
  return Float64Array.from({ length: players }, (_, p) => explanation.values[(row * players + p) * outputs + k]!);
}

interface CrossCheckContext {
  readonly players: GamePlayers;
  readonly row: Float64Array;
  readonly output: number;
  readonly background: Matrix;
  readonly samples: number;
  readonly repeats: number;
  readonly kernelWidth: number;
  readonly top: number;
}

function checkSetting(
  model: Pick<Model, 'featureNames'>,
  rows: Matrix,
  explanation: Explanation,
  options: CrossCheckOptions,
): CrossCheckContext {
  const background = checkBackground(options.background, 'cross-check');
  const players = makePlayers(model.featureNames, options.groups);
  // The model checks its rows itself; here invalid matrices are refused before they are read.
  for (const matrix of [rows, background])
    checkRows({ featureNames: model.featureNames, acceptsMissing: true }, matrix);
  if (rows.rows !== explanation.rows) {
    throw wrong('rows and explanation do not belong together', 'Pass what was passed to `explain`.');
  }
  if (
    players.names.length !== explanation.players.length ||
    players.names.some((name, p) => name !== explanation.players[p])
  ) {
    throw wrong('the explanation has other players than these groups make', 'Pass the groups that it was made with.');
  }
  if (players.names.length > MAX_PLAYERS) {
    throw wrong(`${players.names.length} players, more than ${MAX_PLAYERS}`, 'Group the features.');
  }
  const output = options.output ?? explanation.outputs[0]!;
  if (!explanation.outputs.includes(output)) {
    throw wrong(`output ${output} was not explained`, `Explained: ${explanation.outputs.join(', ')}.`);
  }
  const row = whole('row', options.row ?? 0, 0, explanation.rows - 1);
  const kernelWidth = options.kernelWidth ?? WIDTH_PER_ROOT * Math.sqrt(players.names.length);
  if (!(kernelWidth > 0 && Number.isFinite(kernelWidth)))
    throw wrong(`kernelWidth ${kernelWidth}`, 'Give a number above 0.');
  return {
    players,
    row: rows.data.subarray(row * rows.columns, (row + 1) * rows.columns),
    output,
    background,
    samples: whole('samples', options.samples ?? SURROGATE_SAMPLES, 2, MAX_SAMPLES),
    repeats: whole('repeats', options.repeats ?? SURROGATE_REPEATS, 2, MAX_REPEATS),
    kernelWidth,
    top: whole('top', options.top ?? TOP, 1, MAX_PLAYERS),
  };
}

const MAX_SAMPLES = 100_000;
const MAX_REPEATS = 1000;

function whole(name: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw wrong(`${name} ${value}`, `Give a whole number from ${least} to ${most}.`);
}

const wrong = (what: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', `cross-check: ${what}`, { remedy });
