/**
 * Learners that are exact, seeded and alike on every machine: columns (`makeDataset`), parts of them (`holdOut`, `kFold`, `groupedFolds`,
 * `timedSplits`), a model (`fit`), and how well it fits (`scoreRows`, `measure`). What is learned is a model of `tribune/models`, which
 * `tribune/explain` explains.
 */

export {
  type Caution,
  type Dataset,
  type LearnColumn,
  makeDataset,
  type ScorePenalty,
  type Task,
  takeRows,
} from './base/index.js';
export {
  applyIsotonic,
  applyPlatt,
  fitIsotonic,
  fitPlatt,
  type IsotonicCurve,
  type PlattCurve,
} from './calibration/index.js';
export {
  type Calibration,
  type CalibrationMethod,
  type FitOptions,
  fit,
  type IsotonicCalibration,
  LEARNERS,
  type Learner,
  type ParameterSpec,
  type Parameters,
  type ParameterValue,
  type PlattCalibration,
  scoreRows,
  type TrainedModel,
} from './fit/index.js';
export {
  type LinearFit,
  type LinearFitOptions,
  type LinearParameters,
  type LinearPlan,
  planLinear,
} from './linear/index.js';
export { areaUnderCurve, measure, type Quality } from './measures/index.js';
export {
  ADVERSARY_CLASS,
  type AdversaryAuc,
  type AgainstOptions,
  type AgainstResult,
  fitAgainst,
} from './network/index.js';
export { type WeightOfEvidence, weightOfEvidence } from './scorecard/index.js';
export { groupedFolds, holdOut, kFold, type Split, timedSplits } from './splits/index.js';
