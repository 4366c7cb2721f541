/** What went wrong with systems elsewhere, as tests of one's own: what `tribune test failures` does, over a table. */
export { KNOWN_FAILURES } from './failures/index.js';
export {
  type FailureAnswer,
  type FailureFinding,
  type KnownFailuresResult,
  testKnownFailures,
} from './run.js';
