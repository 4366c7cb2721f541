/** The decisions that a request for a retraining or recalibration is about, as rows of two files. */

export type { RowsRequest, TrainingPart } from './split.js';
export { type AskedOfRows, TrainingRows } from './training-rows.js';
