export { type CostMatrix, compareExpectedCost, expectedCost } from './cost.js';
export {
  type ClassMetric,
  type ClassQuestion,
  classHomogeneity,
  compareClassMetric,
  estimateClassMetric,
  favourableClassRate,
} from './rates.js';
export { compareMacroRecall, macroRecall, type RecallOptions, type WorstClass, worstClassRecall } from './recalls.js';
export {
  addClassRow,
  classGroups,
  classTally,
  classTallyFromJson,
  emptyClassTally,
  mergeClassTallies,
} from './tally.js';
export type { ClassCell, ClassGroup, ClassRow, ClassSpec, ClassTally } from './types.js';
