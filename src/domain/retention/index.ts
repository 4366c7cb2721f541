export { retentionJob } from './job.js';
export {
  Retention,
  type RetentionProgress,
  type RetentionProgressStore,
  type RetentionReport,
  type RuleReport,
} from './retention.js';
export { parseRetentionPeriod } from './retention-period.js';
export { rulesOf } from './rules.js';
export { retentionSetting } from './setting.js';
