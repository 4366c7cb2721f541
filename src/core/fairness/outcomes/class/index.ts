export { type CostMatrix, compareExpectedCost, expectedCost } from './cost.js';
export { type ClassMeasure, measuredClass } from './measured.js';
export {
  type ClassMetric,
  type ClassQuestion,
  classHomogeneity,
  compareClassMetric,
  compareFavourableClassRate,
  estimateClassMetric,
  favourableClassRate,
} from './rates.js';
export {
  compareMacroRecall,
  compareWorstClassRecall,
  macroRecall,
  type RecallOptions,
  type WorstClass,
  worstClassRecall,
} from './recalls.js';
export {
  addClassRow,
  classGroups,
  classTally,
  classTallyFromJson,
  classTallyOf,
  emptyClassTally,
  mergeClassTallies,
} from './tally.js';
export type { ClassCell, ClassGroup, ClassRow, ClassSpec, ClassTally } from './types.js';
