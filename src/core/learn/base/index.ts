export type { Caution } from './caution.js';
export {
  type Dataset,
  type LearnColumn,
  makeDataset,
  pick,
  refused,
  type Task,
  takeRows,
} from './dataset.js';
export { readInteractions, readMonotone } from './input-texts.js';
export type {
  Details,
  Learner,
  LearnerInput,
  LearnerOutput,
  ParameterSpec,
  Parameters,
  ParameterValue,
  ScorePenalty,
} from './learner.js';
export { checkWeights } from './weights.js';
