/** Human review of decisions: cases, appeals, blind reading, clocks, outcomes that are never worse. */
export { caseActs, type OversightDeps } from './acts/index.js';
export { caseClockJob } from './clock-job.js';
export type { Decided } from './decided/index.js';
export { calendarOf, contestableUntil, redressIn } from './law/index.js';
export { answerBy, CASE_LIMITS, caseReasons, deciderUnknown, notBlind } from './model/index.js';
export { type Outcome, Oversight } from './oversight.js';
export type { ReaderCase } from './views/index.js';
