/** Law and standards as dated data, and what the records of a system say to them. Pure: records and time come as arguments. */

export {
  type Check,
  type Control,
  type ControlPack,
  DATED_PACKS,
  newestOf,
  RECORD_KINDS,
  type RecordKind,
} from './catalogue/index.js';
export type { Ask, Finding } from './checks/index.js';
export {
  type CheckedCheck,
  CONTROL_STATUSES,
  type ControlResult,
  type ControlStatus,
  evaluate,
  evaluateOne,
  type FrameworkCount,
  rollUp,
} from './evaluate/index.js';
export type {
  AccountFact,
  AuditFact,
  DeploymentFacts,
  EntryFact,
  Evidence,
  RecordFact,
  StatementFact,
  SystemFacts,
  WaiverFact,
} from './facts/index.js';
export { touches } from './places/index.js';
export { type AttributeProposal, proposeAttributes } from './protected/index.js';
export { type Answers, QUESTIONS, type Question, questionsOf, type Screen, screenOf } from './questions/index.js';
export { type ControlTask, tasksOf } from './tasks/index.js';
