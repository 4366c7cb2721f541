import { TribuneError } from '../../base/errors.js';
import { blockRows, checkRows, fillColumns, type Matrix, type TreeModel } from '../../models/index.js';
import {
  type BatchPart,
  checkAdditivity,
  checkBackground,
  checkOutputs,
  type Explanation,
  meanScores,
  pickOutputs,
} from '../base/explanation.js';
import { type FeatureGroups, type GamePlayers, makePlayers } from '../base/players.js';
import { type Block, patternScratch } from './block.js';
import { type CompiledTrees, compileTrees, evaluateTrees } from './compile.js';
import { coverMeans } from './cover-mean.js';
import { kernelPrediction } from './kernel-prediction.js';
import { type Layout, sumsPerRow } from './unit-tables.js';

export interface TreeExplainerOptions {
  readonly method: 'path-dependent' | 'interventional';
  /** Rows to compare with; needed by `interventional`. */
  readonly background?: Matrix;
  readonly groups?: FeatureGroups;
  /** Outputs of the model to explain; default all. */
  readonly outputs?: readonly number[];
  /** Whether the matrix of interaction values is computed too. */
  readonly interactions?: boolean;
  /** Most bytes of tables that are kept; trees beyond them are explained without. Default 256 MiB. */
  readonly maxTableBytes?: number;
  /**
   * Number of rows that will be explained in all. A few rows of a large model are explained without the tables that make many rows faster.
   * Default 10,000; tables that pay off only beyond this number are not made.
   */
  readonly expectedRows?: number;
}

export interface TreeExplainer {
  readonly baseValue: Float64Array;
  readonly players: readonly string[];
  /** Bytes of the tables that are kept between calls. */
  readonly tableBytes: number;
  /** Explains rows. Throws INTERNAL when a row's values do not add up to its prediction. */
  explain(rows: Matrix, part?: BatchPart): Explanation;
}

/** Default size of tables; beyond 256 MiB they cost more memory than they save time. */
export const DEFAULT_TABLE_BYTES: number = 256 * 1024 * 1024;

/**
 * Compiles exact TreeSHAP for one model, to be used for any number of rows. Evaluation takes the same time for any
 * background.
 *
 * @throws TribuneError INVALID_ARGUMENT without background rows (interventional) or cover in the model (path-dependent)
 * @example
 * const explainer = compileTreeExplainer(model, { method: 'interventional', background });
 * explainer.explain(applicants).values; // [(row * players + player) * outputs + output]
 */
export function compileTreeExplainer(model: TreeModel, options: TreeExplainerOptions): TreeExplainer {
  const { ensemble } = model;
  const players = makePlayers(model.featureNames, options.groups);
  const layout: Layout = {
    players: players.names.length,
    outputs: checkOutputs(model, options.outputs),
    interactions: options.interactions ?? false,
  };
  checkSums(layout);
  const background = options.method === 'interventional' ? checkBackground(options.background, options.method) : null;
  if (background === null && ensemble.cover === null) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `path-dependent values need the cover of every node, which this ${model.format} file does not hold`,
      {
        remedy: 'Give background rows and use the method interventional.',
      },
    );
  }
  if (background !== null) checkRows(model, background, ensemble.float32 && model.columns === null);
  const playerOf = Int32Array.from({ length: ensemble.numFeatures }, (_, c) => {
    return players.ofFeature[model.columns === null ? c : model.columns.featureOf[c]!]!;
  });
  const compiled = compileTrees(ensemble, {
    playerOf,
    layout,
    background: background === null ? null : blocksOf(model, background),
    maxTableBytes: options.maxTableBytes ?? DEFAULT_TABLE_BYTES,
    expectedRows: options.expectedRows ?? Number.POSITIVE_INFINITY,
  });
  const baseValue =
    background === null
      ? pickOutputs(coverMeans(ensemble), model.numOutputs, layout.outputs)
      : meanScores(pickOutputs(model.predictRaw(background), model.numOutputs, layout.outputs), layout.outputs.length);
  const context = {
    model,
    players,
    layout,
    compiled,
    baseValue,
    method: options.method,
    backgroundRows: background?.rows ?? null,
  };
  return {
    baseValue,
    players: players.names,
    tableBytes: compiled.tableBytes,
    explain: (rows, part = {}) => explainRows(context, rows, part),
  };
}

/** Refuses rows whose sums take too much memory; with interactions the square of the players counts. */
function checkSums(layout: Layout): void {
  const sums = sumsPerRow(layout);
  if (sums <= MAX_SUMS) return;
  throw new TribuneError(
    'INVALID_ARGUMENT',
    `${layout.players} players and ${layout.outputs.length} outputs give ${sums} numbers per row, more than ${MAX_SUMS}`,
    { remedy: 'Group the features, or name fewer outputs.' },
  );
}
/** Most numbers per explained row, 8 bytes each. */
const MAX_SUMS: number = 2 ** 25;

/** All rows of a matrix as blocks of columns, the form in which the background is stored. */
function blocksOf(model: TreeModel, rows: Matrix): Block[] {
  const blocks: Block[] = [];
  const stride = blockRows(rows.rows, model.ensemble.numFeatures);
  for (let from = 0; from < rows.rows; from += stride) blocks.push(blockOf(model, rows, from, stride));
  return blocks;
}

function blockOf(model: TreeModel, rows: Matrix, from: number, stride: number): Block {
  const count = Math.min(stride, rows.rows - from);
  const columns = new Float64Array(model.ensemble.numFeatures * stride);
  fillColumns(model, rows, { from, count, stride }, columns);
  return { columns, count, stride };
}

interface Context {
  readonly model: TreeModel;
  readonly players: GamePlayers;
  readonly layout: Layout;
  readonly compiled: CompiledTrees;
  readonly baseValue: Float64Array;
  readonly method: 'path-dependent' | 'interventional';
  readonly backgroundRows: number | null;
}

function explainRows(context: Context, rows: Matrix, part: BatchPart): Explanation {
  const { model, layout, compiled, players } = context;
  const outputs = layout.outputs.length;
  const raw = kernelPrediction(model, rows) ?? model.predictRaw(rows);
  const prediction = pickOutputs(raw, model.numOutputs, layout.outputs);
  const values = new Float64Array(rows.rows * layout.players * outputs);
  const interactions = layout.interactions ? new Float64Array(values.length * layout.players) : null;
  const stride = blockRows(rows.rows, Math.max(model.ensemble.numFeatures, sumsPerRow(layout)));
  const sums = new Float64Array(sumsPerRow(layout) * stride);
  const scratch = patternScratch(compiled.levels, stride);
  for (const pass of compiled.passes(part.batchRows ?? rows.rows)) {
    for (let from = 0; from < rows.rows; from += stride) {
      const block = blockOf(model, rows, from, stride);
      sums.fill(0);
      evaluateTrees(model.ensemble, pass, { block, scratch }, sums);
      if (interactions === null) addValues(sums, { from, block }, layout, values);
      else addInteractions(sums, { from, block }, layout, { values, interactions });
    }
  }
  const parts = {
    method: context.method,
    players: players.names,
    rows: rows.rows,
    baseValue: context.baseValue,
    prediction,
    values,
  };
  return {
    ...parts,
    scale: 'raw',
    outputs: layout.outputs,
    additivityError: checkAdditivity(parts, part.firstRow),
    interactions,
    standardErrors: null,
    backgroundRows: context.backgroundRows,
    sampling: null,
  };
}

function addValues(sums: Float64Array, at: { from: number; block: Block }, layout: Layout, values: Float64Array): void {
  const outputs = layout.outputs.length;
  for (let k = 0; k < outputs; k++) {
    for (let p = 0; p < layout.players; p++) {
      const target = (k * layout.players + p) * at.block.stride;
      for (let r = 0; r < at.block.count; r++)
        values[((at.from + r) * layout.players + p) * outputs + k]! += sums[target + r]!;
    }
  }
}

/** Completes the interaction values: only the upper triangle was summed, the lower is its mirror, and a row's sum is the player's value. */
function addInteractions(
  sums: Float64Array,
  at: { from: number; block: Block },
  layout: Layout,
  out: { values: Float64Array; interactions: Float64Array },
): void {
  const { players } = layout;
  const outputs = layout.outputs.length;
  for (let k = 0; k < outputs; k++) {
    for (let i = 0; i < players; i++) {
      for (let j = 0; j < players; j++) {
        const target = ((k * players + Math.min(i, j)) * players + Math.max(i, j)) * at.block.stride;
        for (let r = 0; r < at.block.count; r++) {
          const row = (at.from + r) * players + i;
          out.interactions[(row * players + j) * outputs + k]! += sums[target + r]!;
          out.values[row * outputs + k]! += sums[target + r]!;
        }
      }
    }
  }
}
