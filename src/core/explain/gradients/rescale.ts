import { TribuneError } from '../../base/errors.js';
import { type Matrix, type NetworkModel, publishingNetwork, sliceRows } from '../../models/index.js';
import {
  type BatchPart,
  checkAdditivity,
  checkBackground,
  checkOutputs,
  type Explanation,
  meanScores,
  pickOutputs,
} from '../base/explanation.js';
import { distinctRows } from '../games/coalitions.js';
import { EXACT_EVALUATIONS, exactCost } from '../games/exact.js';
import { explainByGame } from '../games/explain-game.js';
import { addValues, demandKnownColumns, type PathOptions } from './integrated.js';

/** Rows of a batch that are held against exact values, where these can be had. The number is our choice. */
const CHECKED_ROWS = 20;

/**
 * The rescale rule of DeepLIFT (Shrikumar et al. 2017) with the rows of the background as references, as Deep SHAP averages it (Lundberg and
 * Lee 2017): every step of the network is replaced by its mean slope between a reference and the row, and these are multiplied through. Two
 * runs forwards and one backwards for each row of the background, where exact values take one run for each of 2^inputs coalitions.
 *
 * Values and base sum to the score on every row, which is checked. They are no Shapley values where steps bend together: on networks of few
 * inputs the first 20 rows are computed by every coalition as well, and `approximation.error` is the greatest distance; elsewhere it is null,
 * which means that nobody knows.
 */
export function rescaleExplainer(
  model: NetworkModel,
  options: Omit<PathOptions, 'evaluations'>,
): (rows: Matrix, part?: BatchPart) => Explanation {
  const { scale, players } = options;
  const background = checkBackground(options.background, 'rescale');
  const outputs = checkOutputs(model, options.outputs);
  const isRaw = scale === 'raw' || model.link === 'identity';
  const net = isRaw ? model.network : publishingNetwork(model);
  if (net === null)
    throw new TribuneError('INVALID_ARGUMENT', `the rescale rule has no slope of the link ${model.link}`, {
      remedy: 'Use the scale raw, or the method exact or sampling.',
    });
  demandKnownColumns(model, 'the rescale rule');
  const references = model.encoder.encode(background);
  const scores = (rows: Matrix): Float64Array => (isRaw ? model.predictRaw(rows) : model.predictLinked(rows));
  const baseValue = pickOutputs(meanScores(scores(background), model.numOutputs), model.numOutputs, outputs);
  const isSmall = exactCost(players.names.length, distinctRows(background)) <= EXACT_EVALUATIONS;
  return (rows, part = {}) => {
    const width = players.names.length;
    const values = new Float64Array(rows.rows * width * outputs.length);
    const prediction = pickOutputs(scores(rows), model.numOutputs, outputs);
    const own = model.encoder.encode(rows);
    for (let r = 0; r < rows.rows; r++) {
      const row = sliceRows(own, r, r + 1).data;
      const repeated = new Float64Array(background.rows * net.width);
      for (let b = 0; b < background.rows; b++) repeated.set(row, b * net.width);
      const found = net.multipliers({ data: repeated, rows: background.rows, columns: net.width }, references, outputs);
      const at = r * width * outputs.length;
      for (let b = 0; b < background.rows; b++) {
        const slopes = found.map((each) => each.subarray(b * net.width, (b + 1) * net.width));
        addValues({ slopes }, { values, at, rows, r, background, b }, model, players);
      }
    }
    const parts = {
      method: 'rescale' as const,
      players: players.names,
      rows: rows.rows,
      baseValue,
      prediction,
      values,
    };
    const additivityError = checkAdditivity(parts, part.firstRow);
    return {
      ...parts,
      scale,
      outputs,
      additivityError,
      interactions: null,
      standardErrors: null,
      backgroundRows: background.rows,
      sampling: null,
      approximation: isSmall
        ? distanceToExact(model, rows, { scale, players, background, outputs, firstRow: part.firstRow ?? 0 }, values)
        : UNKNOWN,
    };
  };
}

const UNKNOWN = { error: null, rows: 0 };

/** Greatest distance of values to those of every coalition, over those of the first rows of the whole that are among these. */
function distanceToExact(
  model: NetworkModel,
  rows: Matrix,
  options: Pick<PathOptions, 'scale' | 'players'> & {
    readonly background: Matrix;
    readonly outputs: readonly number[];
    readonly firstRow: number;
  },
  values: Float64Array,
): { readonly error: number | null; readonly rows: number } {
  const checked = Math.min(CHECKED_ROWS - options.firstRow, rows.rows);
  if (checked <= 0) return UNKNOWN;
  const first = sliceRows(rows, 0, checked);
  const exact = explainByGame(model, first, { ...options, method: 'exact' });
  let error = 0;
  exact.values.forEach((value, i) => {
    error = Math.max(error, Math.abs(value - values[i]!));
  });
  return { error, rows: first.rows };
}
