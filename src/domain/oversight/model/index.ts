export {
  caseReasons,
  deciderUnknown,
  decisionGone,
  isDecisionGone,
  notBlind,
  nothingDecided,
  notScored,
  noViewYet,
  tooLate,
  trainingStale,
  whatIfSpent,
  withoutInputs,
  withoutOrder,
} from './errors.js';
export { FLOOR_MS, involvementAt, withInvolvement } from './involvement-at.js';
export { CASE_LIMITS, LEASE_MS, READERLESS_LOOK_MS } from './limits.js';
export { newestAppeal } from './newest-appeal.js';
export { answerBy, placeOf, type StoredCase } from './stored-case.js';
