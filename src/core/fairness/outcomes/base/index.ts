export { type CellRules, type CountedCell, compareNullable, sumCountedCells } from './cells.js';
export { rateEstimate, rateGap, sufficientGap } from './evidence.js';
export {
  checkAlike,
  checkAttributes,
  checkNames,
  checkRowFrame,
  declaredPlace,
  exclusionsOf,
  invalidArgument,
  invalidValue,
  MISSING_OUTCOME,
  mergeFrames,
  type OutcomeFrame,
} from './frame.js';
export { attributePlace, cellsByGroup } from './groups.js';
export { checkCells, readCountedCell, readFrame, readNames, readPlace } from './json.js';
