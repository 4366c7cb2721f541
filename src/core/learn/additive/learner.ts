import { type Learner, type LearnerInput, type LearnerOutput, readMonotone } from '../base/index.js';
import { MAX_BINS } from '../binning/index.js';
import { type AdditiveFit, fitAdditive } from './fit-additive.js';

const PARAMETERS = {
  pairs: { default: 0, min: 0, max: 1000, whole: true, help: 'number of pairs of inputs that get functions of both' },
  rounds: { default: 5000, min: 1, max: 100_000, whole: true, help: 'most steps of each function' },
  rate: { default: 0.05, min: 1e-6, max: 1, help: 'share of each step that is added' },
  patience: {
    default: 25,
    min: 1,
    whole: true,
    help: 'rounds without gain on rows held out after which it stops',
  },
  smooth: {
    default: 50,
    min: 0,
    whole: true,
    help: 'first rounds whose cuts are drawn, so that functions do not follow the luck of a few rows',
  },
  bags: {
    default: 4,
    min: 1,
    max: 100,
    whole: true,
    help: 'times that other rows are held out: the mean of all counts',
  },
  validation: { default: 0.15, min: 0.01, max: 0.5, help: 'share of the rows that say when to stop' },
  minRows: { default: 5, min: 1, whole: true, help: 'fewest rows of a part that gets a value of its own' },
  l2: { default: 0, min: 0, help: 'penalty of the squared values of steps' },
  bins: { default: MAX_BINS, min: 2, max: MAX_BINS, whole: true, help: 'most bins of an input' },
  monotone: { default: '', help: 'inputs along which scores only rise or fall: NAME:+,NAME:-' },
} as const;

function fitShapes({ data, weights, seed, parameters, progress }: LearnerInput): LearnerOutput {
  const number = (name: keyof typeof PARAMETERS): number => Number(parameters[name]);
  const { document, cautions, importance } = fitAdditive({
    data,
    weights,
    seed,
    progress,
    settings: {
      pairs: number('pairs'),
      rounds: number('rounds'),
      rate: number('rate'),
      patience: number('patience'),
      smooth: number('smooth'),
      bags: number('bags'),
      validation: number('validation'),
      minRows: number('minRows'),
      l2: number('l2'),
      bins: number('bins'),
      monotone: readMonotone(String(parameters.monotone), data.columns),
    },
  });
  return { document, cautions, details: { functions: importance } };
}

export const additiveLearner: Learner = {
  name: 'additive',
  summary: 'one function for each input, of any shape, which add up (and of pairs where that is asked for)',
  tasks: ['binary', 'number'],
  parameters: PARAMETERS,
  fit: fitShapes,
  rescaled: ({ functions }, times) => ({
    functions: (functions as AdditiveFit['importance']).map((one) => ({ ...one, meanSize: times * one.meanSize })),
  }),
};
