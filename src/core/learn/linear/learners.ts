import type { Learner, LearnerInput, LearnerOutput } from '../base/index.js';
import { planLinear } from './fit-linear.js';

/** Cells from which a pass takes long enough to be told. */
const WORTH_TELLING = 10_000_000;

function fitLinear({ data, weights, seed, penalty, parameters, progress }: LearnerInput): LearnerOutput {
  const plan = planLinear(data, { l2: Number(parameters.l2), standardize: parameters.standardize === true });
  const { document, cautions } = plan.fit({
    seed,
    weights: weights ?? undefined,
    penalty: penalty ?? undefined,
    onPass: (pass) => {
      if (data.rows * data.columns.length >= WORTH_TELLING) progress(`pass ${pass} over ${data.rows} rows`);
    },
  });
  return { document, cautions };
}

const LINEAR_PARAMETERS = {
  l2: {
    default: 1,
    min: 0,
    help: 'weight of half the sum of squared coefficients (1 / C of scikit-learn, alpha of its ridge)',
  },
  standardize: {
    default: true,
    help: 'whether numbers are divided by their standard deviation before they are penalised',
  },
} as const;

export const logisticLearner: Learner = {
  name: 'logistic',
  summary: 'logistic regression with a squared penalty: one coefficient for each input or category',
  tasks: ['binary'],
  parameters: LINEAR_PARAMETERS,
  penalised: true,
  fit: fitLinear,
};

export const linearLearner: Learner = {
  name: 'linear',
  summary: 'least squares with a squared penalty (ridge), for a target that is a number',
  tasks: ['number'],
  parameters: LINEAR_PARAMETERS,
  penalised: true,
  fit: fitLinear,
};
