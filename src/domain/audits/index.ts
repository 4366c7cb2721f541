export { guessOutcomes, missingWords, type OutcomeGuess } from './propose/guess-outcome.js';
export {
  type BinaryRole,
  type ColumnProfile,
  type ColumnRoles,
  guessRoles,
  overlookedAttributes,
  type ToldRoles,
} from './propose/guess-roles.js';
export { type AmountRole, writeAmountPolicy } from './propose/propose-amounts.js';
export {
  type AttributeEvidence,
  type ProposalOptions,
  type RatePower,
  weighAttribute,
  writePolicy,
} from './propose/propose-policy.js';
export {
  type ClassesRole,
  classesOf,
  type LevelsRole,
  levelsOf,
  middleLevel,
  writeWordsPolicy,
} from './propose/propose-words.js';
export type * from './result/result.js';
export { suspiciousValues, type ValueCaution } from './result/suspicious-values.js';
export { type AuditOptions, runAudit } from './run.js';
export type * from './source/source.js';
