export { type CellRules, type CountedCell, compareNullable } from './cells.js';
export {
  addCountedRow,
  type CountedKind,
  type CountedRows,
  countedFromJson,
  countRows,
  mergeCounted,
  tallyOfCells,
} from './counted-kind.js';
export { type AdjustedGap, adjustedGaps, type EstimatedGroup, outcomeDisparity } from './disparity.js';
export { rateEstimate, rateGap, sufficientGap } from './evidence.js';
export {
  checkAlike,
  checkAttributes,
  checkNames,
  checkRowFrame,
  declaredPlace,
  invalidArgument,
  invalidValue,
  mergeFrames,
  type OutcomeFrame,
} from './frame.js';
export { attributePlace, cellsByGroup } from './groups.js';
export { readFrame, readNames, readPlace } from './json.js';
export type { MeasuredLimits, MeasuredOutcome } from './measured.js';
