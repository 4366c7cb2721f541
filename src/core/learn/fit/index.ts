export type { Learner, ParameterSpec, Parameters, ParameterValue } from '../base/index.js';
export type { Calibration, CalibrationMethod, IsotonicCalibration, PlattCalibration } from './calibrate.js';
export { type FitOptions, fit, type TrainedModel } from './fit.js';
export { LEARNERS } from './learners.js';
export { scoreRows } from './score-rows.js';
export { tellingColumns } from './telling-columns.js';
