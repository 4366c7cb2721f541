export { type CalibratedItem, type CalibrationAgreement, calibrationAgreement } from './agreement.js';
