export { type BinaryRole, type ColumnProfile, type ColumnRoles, guessRoles, type ToldRoles } from './guess-roles.js';
export type { AuditOptions } from './judge-tally.js';
export {
  type AttributeEvidence,
  type ProposalOptions,
  type RatePower,
  weighAttribute,
  writePolicy,
} from './propose-policy.js';
export type * from './result.js';
export { runAudit } from './run.js';
export type * from './source.js';
export { suspiciousValues, type ValueCaution } from './suspicious-values.js';
