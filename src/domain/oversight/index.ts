/** Human review of decisions: cases, appeals, blind reading, clocks, outcomes that are never worse. */
export { caseActs, endErasedCases, keptFrom, type OversightDeps } from './acts/index.js';
export type { SimilarClosed } from './asking/index.js';
export { caseClockJob, caseDrawJob, casePatternJob } from './clock-job.js';
export type { Decided } from './decided/index.js';
export { calendarOf, contestableUntil, holdsInPlaces, redressIn } from './law/index.js';
export type { ReviewMeasures } from './measured/index.js';
export {
  answerBy,
  CASE_LIMITS,
  caseReasons,
  deciderUnknown,
  isDecisionGone,
  newestAppeal,
  notBlind,
} from './model/index.js';
export type { CaseOutlook } from './outlook/index.js';
export { type Outcome, Oversight } from './oversight.js';
export type { LikeDecisions } from './patterns/index.js';
export type { CaseStore, Training } from './ports/index.js';
export { followDecisions, PolicyRoutes, type RoutingStores } from './routing/index.js';
export { tellCases } from './telling/index.js';
export type { ReaderCase } from './views/index.js';
