/** Parts of the section `monitor`, each with its shape and its mistakes. */

export { alertIds } from './alert-ids.js';
export { amountMistakes, amounts } from './amounts.js';
export {
  calibration,
  calibrationMistakes,
  type DeclaredBand,
  declaredCalibration,
} from './calibration.js';
export { causes } from './causes.js';
export { changeMistakes, changes, type WrittenChange } from './changes.js';
export { type DeclaredDrift, declaredDrift, driftMistakes, driftSchema } from './drift.js';
export { countsTaken, DISTANCES, positionsOf, REFERENCE_RISK } from './drift-reference.js';
export { durationMistakes, durations, type WrittenDuration } from './durations.js';
export { estimateMistakes, estimates } from './estimates.js';
export { withoutFewCounts } from './few-counts.js';
export { duration, quality, qualityMistakes, type WrittenQuality } from './quality.js';
export { randomInputsId, type WrittenRandomInputs } from './random-inputs.js';
export { declaredService, type ServedBadly, service, serviceId, serviceMistakes } from './service.js';
