export {
  type AttachedRule,
  attachRule,
  endRule,
  type RuleRecordDeps,
  type RuleStores,
  type RuleToKeep,
  ruleRecordActs,
} from './attach.js';
export { ruleRecordReasons } from './errors.js';
