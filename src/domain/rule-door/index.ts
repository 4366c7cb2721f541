/** The door at which recorded decisions are held against the rules that their deployments decide by. */
export { RuleDoor } from './door.js';
export { RuleSource } from './rule-source.js';
export { type HeldRecord, type RuleInForce, type RuleMode, RuleView } from './rule-view.js';
