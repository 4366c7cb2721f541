import { type Caution, type Learner, type LearnerInput, type LearnerOutput, refused } from '../base/index.js';
import { encode, makeDesign } from '../linear/index.js';
import { networkDocument } from './document.js';
import { LOG_LOSS, SQUARED_LOSS } from './passes.js';
import { trainLayers } from './train-layers.js';

const MOST_LAYERS = 8;
const MOST_UNITS = 1024;

function fitNetwork({ data, weights, penalty, seed, parameters, progress }: LearnerInput): LearnerOutput {
  const number = (name: keyof typeof NETWORK_PARAMETERS): number => Number(parameters[name]);
  const hidden = unitsOf(String(parameters.hidden));
  const encoding = encode(data, true);
  if (encoding.width === 0) throw refused('no input varies', 'Give columns in which people differ.');
  const output = data.task === 'binary' ? { scale: 1, mean: 0 } : spreadOf(data.target, weights);
  const target = data.target.map((value) => (value - output.mean) / output.scale);
  const { layers, epochs, best, stopped } = trainLayers(
    {
      design: makeDesign(data, encoding),
      target,
      weights: weights === null ? null : evened(weights),
      loss: data.task === 'binary' ? LOG_LOSS : SQUARED_LOSS,
      penalty,
      strata: data.task === 'binary' ? data.target : null,
      seed,
      progress,
    },
    {
      hidden,
      epochs: number('epochs'),
      batch: number('batch'),
      rate: number('rate'),
      l2: number('l2'),
      patience: number('patience'),
      validation: number('validation'),
    },
  );
  return {
    document: networkDocument(data, encoding, layers, output),
    cautions: [...encoding.cautions, ...(stopped === false ? [stillLearning(epochs)] : [])],
    details: { epochs, bestEpoch: best },
  };
}

const stillLearning = (epochs: number): Caution => ({
  kind: 'not-settled',
  column: null,
  message: `the loss of rows held out had not stopped falling after ${epochs} epochs: more of them (epochs) may be better`,
});

/** `64,32` as units of hidden layers. */
function unitsOf(text: string): number[] {
  const units = text.split(',').map((part) => Number(part.trim() || Number.NaN));
  const odd = units.find((count) => !(Number.isInteger(count) && count >= 1 && count <= MOST_UNITS));
  if (odd === undefined && units.length <= MOST_LAYERS) return units;
  throw refused(
    `hidden is ${JSON.stringify(text)}`,
    `Write the units of each hidden layer, such as 32 or 64,32: 1 to ${MOST_UNITS} each, at most ${MOST_LAYERS} layers.`,
  );
}

/** Weights whose mean is 1, so that steps are as long as without them. */
function evened(weights: Float64Array): Float64Array {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}

function spreadOf(target: Float64Array, weights: Float64Array | null): { mean: number; scale: number } {
  const at = (r: number): number => weights?.[r] ?? 1;
  const total = target.reduce((sum, _, r) => sum + at(r), 0);
  const mean = target.reduce((sum, value, r) => sum + at(r) * value, 0) / total;
  const scale = Math.sqrt(target.reduce((sum, value, r) => sum + at(r) * (value - mean) ** 2, 0) / total);
  return { mean, scale };
}

const NETWORK_PARAMETERS = {
  hidden: { default: '32', help: 'units of each hidden layer, separated by commas' },
  epochs: { default: 200, min: 1, max: 100_000, whole: true, help: 'most passes over all rows' },
  batch: { default: 200, min: 1, max: 1_000_000, whole: true, help: 'rows of one step' },
  rate: { default: 1e-3, min: 1e-8, max: 1, help: 'length of the steps of Adam' },
  l2: {
    default: 1e-3,
    min: 0,
    help: 'weight of half the squared weights in the loss of a step (alpha of scikit-learn)',
  },
  patience: {
    default: 10,
    min: 0,
    whole: true,
    help: 'passes without gain on rows held out after which it stops (0: all passes)',
  },
  validation: { default: 0.1, min: 0.01, max: 0.5, help: 'share of the rows that early stopping holds out' },
} as const;

export const networkLearner: Learner = {
  name: 'mlp',
  summary: 'a network of rectified linear units, learned in batches by Adam; inputs are standardised',
  tasks: ['binary', 'number'],
  parameters: NETWORK_PARAMETERS,
  penalised: true,
  fit: fitNetwork,
};
