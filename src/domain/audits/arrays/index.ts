/**
 * Audits, as `tribune/audit` offers them: decisions held in arrays (`auditArrays`, `judge`), a source of data and a policy (`runAudit`), a policy
 * proposed from columns (`guessRoles`, `writePolicy`). `../index.ts` is the same without the arrays, so that a command loads the statistics late.
 */

export * from '../index.js';
export { type ArraysAudit, type AuditArraysInput, auditArrays } from './audit-arrays.js';
export type { Column } from './columns.js';
export { type JudgeArraysOptions, judge } from './judge.js';
