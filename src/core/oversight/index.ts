/** Human oversight without a world: how a case goes, who may read it, what it may come out as, when it is due, and what is looked at next. */
export {
  type ActContext,
  ANSWER,
  type Answer,
  actOn,
  type CaseAct,
  type CaseContents,
  type CaseEntry,
  type CaseOrigin,
  type CaseRead,
  type CaseRecord,
  conflictsOf,
  type Done,
  EXCLUSIONS,
  type Excluded,
  type Exclusion,
  excludedAfter,
  FIRST_VIEW,
  MOST_REASON,
  oversightReasons,
  type Person,
  SERVICE,
  type Settlement,
  type View,
  type WholeCase,
  withBreaches,
} from './cases/index.js';
export { type Calendar, type CaseClock, dueOf, endOf, isMissed, SPAN } from './clocks/index.js';
export {
  type ActBy,
  CASE_MACHINE,
  type CaseActName,
  type CaseStage,
  type Edge,
  edgesOf,
  type Machine,
} from './machines/index.js';
export {
  DEFAULT_SHARES,
  QUEUE_WORDS,
  QUEUES,
  type Queue,
  type QueueState,
  queueOrder,
  type Shares,
} from './queue/index.js';
export { gradeOf, isBetter, isNoWorse, majorityOf, type OutcomeScale, type OutcomeValue } from './scale/index.js';
