import { TribuneError } from '../../base/errors.js';
import { type Matrix, type Model, type NetworkModel, publishingNetwork, sliceRows } from '../../models/index.js';
import {
  type BatchPart,
  checkAdditivity,
  checkBackground,
  checkOutputs,
  type Explanation,
  meanScores,
  pickOutputs,
  type ScoreScale,
} from '../base/explanation.js';
import type { GamePlayers } from '../base/players.js';
import { integrateLine, type Line, type LineIntegral } from './line-integral.js';

/** Rows that a network may be run on for one explained row, unless `evaluations` says otherwise. The number is our choice. */
export const PATH_EVALUATIONS = 200_000;

export interface PathOptions {
  readonly scale: ScoreScale;
  readonly players: GamePlayers;
  readonly background: Matrix | undefined;
  readonly outputs?: readonly number[];
  readonly evaluations?: number;
}

/**
 * Integrated gradients (Sundararajan et al. 2017) of a network, averaged over the rows of the background as baselines: the slopes along the
 * straight line of columns from a baseline to the row, times the way. Indicators of a category move from the baseline's to the row's. For
 * networks that are linear between kinks, and links that map each score by itself, the integral is a closed form; elsewhere it is computed
 * by quadrature until halving a stretch changes no slope, and `integration.error` bounds what a value may still be off.
 *
 * Completeness is checked on every row: values and base sum to the score.
 */
export function integratedExplainer(
  model: NetworkModel,
  options: PathOptions,
): (rows: Matrix, part?: BatchPart) => Explanation {
  const { scale, players, evaluations: budget = PATH_EVALUATIONS } = options;
  const background = checkBackground(options.background, 'integrated-gradients');
  const outputs = checkOutputs(model, options.outputs);
  const isRaw = scale === 'raw' || model.link === 'identity';
  const integrate = integratorOf(model, isRaw);
  demandKnownColumns(model, 'integrated gradients');
  const encoded = model.encoder.encode(background);
  const scores = (rows: Matrix): Float64Array => (isRaw ? model.predictRaw(rows) : model.predictLinked(rows));
  const baseValue = pickOutputs(meanScores(scores(background), model.numOutputs), model.numOutputs, outputs);
  return (rows, part = {}) => {
    const width = players.names.length;
    const values = new Float64Array(rows.rows * width * outputs.length);
    const prediction = pickOutputs(scores(rows), model.numOutputs, outputs);
    const own = model.encoder.encode(rows);
    let [evaluations, error] = [0, 0];
    for (let r = 0; r < rows.rows; r++) {
      const to = sliceRows(own, r, r + 1).data;
      let left = budget;
      let off = 0;
      for (let b = 0; b < background.rows; b++) {
        const from = sliceRows(encoded, b, b + 1).data;
        const found = integrate({ from, to, outputs, budget: left });
        if (found.isCutOff) throw tooMany((part.firstRow ?? 0) + r, background.rows, budget);
        left -= found.evaluations;
        evaluations += found.evaluations;
        addValues(found, { values, at: r * width * outputs.length, rows, r, background, b }, model, players);
        off += found.error / background.rows;
      }
      error = Math.max(error, off);
    }
    const parts = {
      method: 'integrated-gradients' as const,
      players: players.names,
      rows: rows.rows,
      baseValue,
      prediction,
      values,
    };
    return {
      ...parts,
      scale,
      outputs,
      additivityError: checkAdditivity(parts, part.firstRow),
      interactions: null,
      standardErrors: null,
      backgroundRows: background.rows,
      sampling: null,
      integration: { evaluations, error },
    };
  };
}

function integratorOf(model: NetworkModel, isRaw: boolean): (line: Line) => LineIntegral {
  const link = isRaw ? 'identity' : model.link;
  const net = isRaw ? model.network : publishingNetwork(model);
  if (net === null)
    throw new TribuneError('INVALID_ARGUMENT', `integrated gradients have no slope of the link ${model.link}`, {
      remedy: 'Use the scale raw, or the method exact or sampling.',
    });
  return (line) => integrateLine({ raw: model.network, published: net }, link, line);
}

/** Every column has to belong to one input, or move with several in known shares. */
export function demandKnownColumns({ encoder, featureNames }: NetworkModel, what: string): void {
  const stray = encoder.sources.findIndex((source, c) => source < 0 && encoder.slopes[c] === null);
  if (stray < 0) return;
  throw new TribuneError(
    'INVALID_ARGUMENT',
    `${what} need columns of one input each; column ${stray} is made of several of ${featureNames.length}`,
    { remedy: 'Use the method exact or sampling.' },
  );
}

interface Place {
  readonly values: Float64Array;
  /** Where the values of the row begin. */
  readonly at: number;
  readonly rows: Matrix;
  readonly r: number;
  readonly background: Matrix;
  readonly b: number;
}

/** Adds slope times way of every column to the player that it belongs to. */
export function addValues(
  found: Pick<LineIntegral, 'slopes'>,
  place: Place,
  { encoder }: Pick<NetworkModel, 'encoder'>,
  players: GamePlayers,
): void {
  const { values, at, rows, r, background, b } = place;
  const outputs = found.slopes.length;
  const share = 1 / background.rows;
  const [to, from] = [
    encoder.encode(sliceRows(rows, r, r + 1)).data,
    encoder.encode(sliceRows(background, b, b + 1)).data,
  ];
  const put = (input: number, c: number, way: number): void => {
    const start = at + players.ofFeature[input]! * outputs;
    for (let k = 0; k < outputs; k++) values[start + k]! += found.slopes[k]![c]! * way * share;
  };
  for (let c = 0; c < encoder.width; c++) {
    const way = to[c]! - from[c]!;
    const source = encoder.sources[c]!;
    if (source >= 0) {
      put(source, c, way);
      continue;
    }
    const ways = Array.from(encoder.slopes[c]!, ([input, by]): [number, number] => [
      input,
      by * (rows.data[r * rows.columns + input]! - background.data[b * rows.columns + input]!),
    ]);
    // The column as the file rounds it, shared as the inputs move it.
    const whole = ways.reduce((sum, [, part]) => sum + part, 0);
    for (const [input, part] of ways) put(input, c, whole === 0 ? 0 : (part / whole) * way);
  }
}

const tooMany = (row: number, baselines: number, budget: number): TribuneError =>
  new TribuneError(
    'INVALID_ARGUMENT',
    `row ${row}: the integral over ${baselines} baselines takes more than ${budget} runs of the network`,
    { remedy: 'Raise `evaluations`, or give fewer people to compare with.' },
  );

/** Whether integrated gradients of the model come from this part. */
export const isNetwork = (model: Model): model is NetworkModel => model.kind === 'network';
