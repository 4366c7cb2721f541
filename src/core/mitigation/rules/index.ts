export {
  CALIBRATED_COSTS,
  type CalibratedCost,
  type CalibratedGroup,
  type CalibratedOdds,
  calibratedCutoffs,
  calibratedOdds,
} from './calibrated-odds.js';
export {
  type InferredCell,
  type InferredCutoffs,
  type InferredOptions,
  inferredCutoffs,
  type TreatedGroup,
} from './inferred.js';
export { checkComparable } from './merit-groups.js';
export {
  REJECT_OPTION_MEASURES,
  type RejectOption,
  type RejectOptionMeasure,
  type RejectOptionOptions,
  rejectOption,
} from './reject-option.js';
export {
  RELAXED_CONSTRAINTS,
  type RelaxedConstraint,
  type RelaxedCutoffs,
  type RelaxedGroup,
  type RelaxedOptions,
  relaxedCutoffs,
} from './relaxed.js';
export { chanceOf, isDrawn, NOBODY, type RuleGroup, type RulePart, ruleGroups } from './rule.js';
export { scoredGroups } from './scored-groups.js';
