export { type FitOptions, fit, type TrainedModel } from './fit.js';
export type { Learner, ParameterSpec, Parameters, ParameterValue } from './learner.js';
export { LEARNERS } from './learners.js';
export { scoreRows } from './score-rows.js';
