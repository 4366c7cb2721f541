/** Law and standards as dated data, and what the records of a system say to them. Pure: records and time come as arguments. */

export {
  type Control,
  type ControlPack,
  DATED_PACKS,
  RECORD_KINDS,
} from './catalogue/index.js';
export { takesStatement } from './checks/index.js';
export {
  CONTROL_STATUSES,
  type ControlResult,
  evaluate,
  evaluateOne,
  type KnownFindings,
  keptUntil,
  rollUp,
} from './evaluate/index.js';
export type {
  AccountFact,
  DeploymentFacts,
  EntryFact,
  Evidence,
  StatementFact,
  SystemFacts,
  WaiverFact,
} from './facts/index.js';
export { isPlace, PLACE_FORM, touches } from './places/index.js';
export { adviseOn, proposeAttributes } from './protected/index.js';
export { type Answers, QUESTIONS, screenOf } from './questions/index.js';
export { type ControlTask, tasksOf } from './tasks/index.js';
