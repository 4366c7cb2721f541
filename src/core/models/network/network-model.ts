import { counted } from '../../base/counted.js';
import { defined } from '../../base/defined.js';
import { TribuneError } from '../../base/errors.js';
import { checkOutputCount, invalidModel } from '../decode/limits.js';
import { applyLink, type Link } from '../kinds/link.js';
import { checkNames, checkRows, type Feature, type Matrix, type Model } from '../kinds/model.js';
import { ACTIVATIONS, OTHER_ACTIVATIONS } from './activations.js';
import { activate, softmaxStep } from './curved-steps.js';
import type { NetworkEncoder } from './encoder.js';
import { type Network, network } from './network.js';

/**
 * A network that is computed here, in double precision, with slopes of its own. A file of 32-bit weights gives the scores of its own runtime
 * up to the rounding of that runtime, about 1e-6 of their size.
 */
export interface NetworkModel extends Model {
  readonly kind: 'network';
  readonly encoder: NetworkEncoder;
  readonly network: Network;
}

export interface NetworkParts {
  readonly format: string;
  readonly features: readonly Feature[];
  readonly link: Link;
  readonly acceptsMissing: boolean;
  readonly chances?: Model['chances'];
  readonly encoder: NetworkEncoder;
  readonly network: Network;
}

/** Multiplications that one row may take: about a second. Larger networks are for their own runtimes. */
const MAX_WORK: number = 2 ** 30;
/** Numbers that all values of one row may take. */
const MAX_NUMBERS: number = 2 ** 24;

/** Makes a network model. Throws MODEL_INVALID on sizes that do not fit or are beyond the bounds. */
export function networkModel(parts: NetworkParts): NetworkModel {
  const { format, features, link, acceptsMissing, encoder } = parts;
  const own = parts.network;
  const featureNames = features.map((feature) => feature.name);
  checkNames(featureNames, format);
  checkOutputCount(own.outputs, format);
  if (encoder.width !== own.width)
    throw invalidModel(format, `${counted(encoder.width, 'column')} for a network of ${own.width}`);
  const work = own.steps.reduce((sum, step) => sum + step.work, 0);
  const numbers = own.steps.reduce((sum, step) => sum + step.size, own.width);
  if (!(work <= MAX_WORK) || !(numbers <= MAX_NUMBERS))
    throw invalidModel(
      format,
      `the network takes ${work} multiplications and ${counted(numbers, 'number')} for one row, more than ${MAX_WORK} and ${MAX_NUMBERS}`,
      'Serve the model and explain it over HTTP.',
    );
  const predictRaw = (rows: Matrix): Float64Array => {
    checkRows({ featureNames, features, acceptsMissing }, rows);
    const raw = own.forward(encoder.encode(rows));
    const stray = raw.findIndex((score) => !Number.isFinite(score));
    if (stray >= 0) throw overflow(Math.floor(stray / own.outputs));
    return raw;
  };
  return {
    kind: 'network',
    format,
    features,
    featureNames,
    numOutputs: own.outputs,
    link,
    acceptsMissing,
    ...defined({ chances: parts.chances }),
    encoder,
    network: own,
    predictRaw,
    predictLinked: (rows) => applyLink(link, predictRaw(rows), own.outputs),
  };
}

const overflow = (row: number): TribuneError =>
  new TribuneError('DATA_VALUE_INVALID', `row ${row}: the score of the network is no finite number`, {
    remedy: 'A value of the row is far beyond those that the network was trained on; correct or drop the row.',
  });

export interface InputGradients {
  /** Slope of the score in each input, `[row * inputs + input]`; NaN for an input that has none: a category, or one behind a curve. */
  readonly slopes: Float64Array;
  readonly rows: number;
  readonly inputs: number;
}

/**
 * Slopes of one raw score in the inputs: by how much it moves for a unit of each, just around the row.
 *
 * @throws TribuneError DATA_VALUE_INVALID, DATA_COLUMN_MISSING
 * @example
 * inputGradients(model, rows, 0).slopes; // [0.31, -1.2]
 */
export function inputGradients(model: NetworkModel, rows: Matrix, output: number): InputGradients {
  checkRows(model, rows);
  const { encoder } = model;
  const [columns] = model.network.gradients(encoder.encode(rows), [output]);
  const inputs = model.featureNames.length;
  const slopes = new Float64Array(rows.rows * inputs);
  for (let c = 0; c < encoder.width; c++) {
    const own = encoder.slopes[c]!;
    for (let r = 0; r < rows.rows; r++) {
      const slope = columns![r * encoder.width + c]!;
      if (own === null) markUnknown(slopes, { first: r * inputs, inputs, source: encoder.sources[c]! });
      else for (const [input, by] of own) slopes[r * inputs + input]! += slope * by;
    }
  }
  // A missing value has nowhere to move to.
  for (let i = 0; i < slopes.length; i++) if (Number.isNaN(rows.data[i]!)) slopes[i] = Number.NaN;
  return { slopes, rows: rows.rows, inputs };
}

/** The network with its link as the last step, so that it publishes; null for a link that has no slope. */
export function publishingNetwork({ network: raw, link, numOutputs }: NetworkModel): Network | null {
  const at = { name: `link ${link}`, input: raw.steps.length, size: numOutputs };
  if (link === 'identity') return raw;
  if (link === 'softmax') return network(raw.width, [...raw.steps, softmaxStep(at, numOutputs, numOutputs)]);
  const activation =
    link === 'log' ? OTHER_ACTIVATIONS.exp : /^(logit|sigmoid-each)$/.test(link) ? ACTIVATIONS.sigmoid : null;
  return activation && network(raw.width, [...raw.steps, activate(at, activation)]);
}

/** A column that is no sum of inputs leaves what it depends on without a slope; where that is not known, all of them. */
function markUnknown(slopes: Float64Array, at: { first: number; inputs: number; source: number }): void {
  if (at.source >= 0) slopes[at.first + at.source] = Number.NaN;
  else slopes.fill(Number.NaN, at.first, at.first + at.inputs);
}
