export { retentionJob } from './job.js';
export { parseKeep } from './keep.js';
export { Retention, type RetentionProgress, type RetentionReport, type RuleReport } from './retention.js';
export { knownClasses } from './rules.js';
export { NO_RETENTION, type RetentionSettings } from './types.js';
