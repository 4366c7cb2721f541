export {
  type AttributeEvidence,
  type ColumnProfile,
  type ColumnRoles,
  guessRoles,
  type ProposalOptions,
  type RatePower,
  weighAttribute,
  writePolicy,
} from './propose-policy.js';
export type * from './result.js';
export { type AuditOptions, runAudit } from './run.js';
export type * from './source.js';
