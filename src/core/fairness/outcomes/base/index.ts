export { type CellRules, type CountedCell, compareNullable } from './cells.js';
export { addCountedRow, type CountedKind, countedFromJson, countRows, mergeCounted } from './counted-kind.js';
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
