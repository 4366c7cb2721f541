export type * from './result/result.js';
export { suspiciousValues, type ValueCaution } from './result/suspicious-values.js';
export { type AuditOptions, runAudit } from './run.js';
export type * from './source/source.js';
