/**
 * Audits for `tribune/audit`: of decisions held in arrays (`auditArrays`, `judge`), of a source of data under a policy (`runAudit`), and a
 * policy proposed from columns (`guessRoles`, `writePolicy`). `../index.ts` is the audit of a source alone, so that a command loads the
 * statistics late.
 */

export * from '../../policy-proposals/index.js';
export * from '../index.js';
export { type ArraysAudit, type AuditArraysInput, auditArrays } from './audit-arrays.js';
export type { Column } from './columns.js';
export { type JudgeArraysOptions, judge } from './judge.js';
