export { decideByRule, type RuleDecisions, readForRule } from './apply-rule.js';
export { CONSTRAINTS, type FoundRule, findRule, OBJECTIVES } from './find-rule.js';
export { readRule } from './rule-file.js';
