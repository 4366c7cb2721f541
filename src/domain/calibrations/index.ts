/** Calibrations: the same closed cases read blind by all who are named, how far they agree, and what they go by afterwards. */
export { calibrationActs } from './acts.js';
export { Calibrations } from './calibrations.js';
export type { CalibrationsDeps } from './deps.js';
export { calibrationEvents } from './events.js';
export {
  CALIBRATION_LIMITS,
  type Calibration,
  calibrationReasons,
  type DiscussedItem,
  type Standard,
} from './model.js';
export type { CalibrationStore, StandardStore } from './ports.js';
export { Standards } from './standards.js';
