export { demandDeclared } from './declared.js';
export { bindLive, checkBound, isLiveName, type LivePolicy, liveColumn } from './live-binding.js';
export type { PlannedShare, RuleEffect, RuleEffectGroup } from './rule-effect.js';
export type {
  CheckedRoot,
  ListCounts,
  LogEvidence,
  OutcomeTally,
  RepeatCounts,
  SourcedOutcome,
  SourcedTally,
  SourceRecord,
  TallyPlan,
  TallySource,
} from './source.js';
export { anyTallyToJson, isOutcomeTally, outcomeTallyFromJson } from './tally-json.js';
