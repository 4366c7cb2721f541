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
  ruleStopped,
} from './acts/index.js';
export { type DecidedBody, type DecidedLine, decideBody, type UndecidedLine } from './decide/index.js';
export { ruleEffects } from './effect/index.js';
export { lawAgainst, type SpokenAgainst } from './law/index.js';
export type { SeededRule, StoredRule } from './model/index.js';
export type { DeploymentRuleStore } from './ports/index.js';
export { type DecidingRule, decidingRule, KnownRules } from './view/index.js';
