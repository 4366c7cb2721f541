export { retentionJob } from './job.js';
export {
  Retention,
  type RetentionProgress,
  type RetentionProgressStore,
  type RetentionReport,
  type RuleReport,
} from './retention.js';
export { retentionSetting } from './setting.js';
