export {
  applyShifts,
  type Multicalibration,
  type MulticalibrationOptions,
  multicalibrate,
  type NamedGroup,
  type ScoreShift,
  type WorstPart,
} from './multicalibrate.js';
