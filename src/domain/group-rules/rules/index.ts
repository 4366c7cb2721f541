export { type AgainstRecorded, againstRecorded } from './against-recorded.js';
export { decideByRule, type RuleDecisions, readForRule } from './apply-rule.js';
export { type DecidedRecord, ruleReader } from './decide-one.js';
export { type FoundRule, findRule } from './find-rule.js';
export { findInferredRule, type InferredRule } from './inferred-rule.js';
export {
  CONSTRAINTS,
  type ConstraintName,
  OBJECTIVES,
  type ObjectiveName,
  type RuleMethod,
} from './method.js';
export { makeRanking, type RankingFile, rankPeople, readRanking } from './ranking.js';
export { type RuleFile, readRule } from './rule-file.js';
export { findShifts, readShifts, type ShiftsFile, shiftScores } from './score-shifts.js';
