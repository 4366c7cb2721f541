export {
  caseReasons,
  deciderUnknown,
  decisionGone,
  notBlind,
  nothingDecided,
  tooLate,
  viewFirst,
  withoutInputs,
  withoutOrder,
} from './errors.js';
export { CASE_LIMITS, LEASE_MS, READERLESS_LOOK_MS } from './limits.js';
export { answerBy, placeOf, type StoredCase } from './stored-case.js';
