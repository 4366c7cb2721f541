export {
  type AttachedRule,
  attachRule,
  type RuleRecordDeps,
  ruleRecordActs,
  ruleRecordReasons,
} from './rule-records.js';
