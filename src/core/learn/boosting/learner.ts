import {
  type Learner,
  type LearnerInput,
  type LearnerOutput,
  readInteractions,
  readMonotone,
  refused,
} from '../base/index.js';
import { MAX_BINS } from '../binning/index.js';
import { type BoostSettings, boost } from './boost.js';

function fitBoosting({ data, weights, penalty, seed, parameters, progress }: LearnerInput): LearnerOutput {
  const names = data.columns.map(({ name }) => name);
  const number = (name: keyof typeof BOOSTING_PARAMETERS): number => Number(parameters[name]);
  const settings: BoostSettings = {
    rounds: number('rounds'),
    leaves: number('leaves'),
    depth: number('depth'),
    rate: number('rate'),
    minRows: number('minRows'),
    minHessian: 1e-3,
    l2: number('l2'),
    bins: number('bins'),
    patience: number('patience'),
    validation: number('validation'),
    monotone: readMonotone(String(parameters.monotone), data.columns),
    interactions: readInteractions(String(parameters.interactions), names),
  };
  if (penalty !== null && settings.monotone.some((direction) => direction !== 0))
    throw refused(
      'a penalty beside monotone inputs',
      'Leave one of them out: leaves that share a penalty keep no order.',
    );
  return boost({ data, weights, penalty, seed, settings, progress });
}

const BOOSTING_PARAMETERS = {
  rounds: { default: 100, min: 1, max: 100_000, whole: true, help: 'number of trees' },
  rate: { default: 0.1, min: 1e-6, max: 1, help: 'share of each tree that is added' },
  leaves: { default: 31, min: 2, max: 4096, whole: true, help: 'most leaves of a tree' },
  depth: { default: 64, min: 1, max: 1000, whole: true, help: 'most levels of a tree' },
  minRows: { default: 20, min: 1, whole: true, help: 'fewest rows of a leaf' },
  l2: { default: 0, min: 0, help: 'penalty of the squared values of leaves' },
  bins: { default: MAX_BINS, min: 2, max: MAX_BINS, whole: true, help: 'most bins of an input' },
  patience: {
    default: 0,
    min: 0,
    whole: true,
    help: 'rounds without gain on rows held out after which it stops (0: all rounds)',
  },
  validation: { default: 0.1, min: 0.01, max: 0.5, help: 'share of the rows that early stopping holds out' },
  monotone: { default: '', help: 'inputs along which scores only rise or fall: NAME:+,NAME:-' },
  interactions: { default: '', help: 'inputs that may come together in a tree: A+B,C' },
} as const;

export const gbdtLearner: Learner = {
  name: 'gbdt',
  summary: 'gradient-boosted trees: sums of small trees, for effects that bend and depend on each other',
  tasks: ['binary', 'number'],
  parameters: BOOSTING_PARAMETERS,
  penalised: true,
  fit: fitBoosting,
};
