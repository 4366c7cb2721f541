export {
  RELAXED_CONSTRAINTS,
  type RelaxedConstraint,
  type RelaxedCutoffs,
  type RelaxedGroup,
  type RelaxedOptions,
  relaxedCutoffs,
} from './relaxed.js';
export { chanceOf, isDrawn, type RuleGroup, type RulePart, ruleGroups } from './rule.js';
export { scoredGroups } from './scored-groups.js';
