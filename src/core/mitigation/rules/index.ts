export { chanceOf, isDrawn, type RuleGroup, type RulePart, ruleGroups } from './rule.js';
export { scoredGroups } from './scored-groups.js';
