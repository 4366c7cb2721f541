/** Rules of cutoffs: approved for deployments by their digests, and decided by from then on where the service has them. */
export {
  type AttachedRule,
  attachRule,
  endRule,
  type RuleRecordDeps,
  type RuleStores,
  type RuleToKeep,
  ruleRecordActs,
  ruleRecordReasons,
} from './acts/index.js';
export { decideBody } from './decide/index.js';
export { ruleEffects } from './effect/index.js';
export type { SeededRule } from './model/index.js';
export type { DeploymentRuleStore } from './ports/index.js';
export { type DecidingRule, KnownRules } from './view/index.js';
