/** Examines explanations: whether they keep their promises, whether surrogates agree, and which conditions decide a case. */
export { anchorDocument, anchorOf, cutoffFor } from './anchor.js';
export { checkContext, checkDocument, DEFAULT_CHECKED_ROWS, flipInContext } from './check.js';
export { runSurrogate, type SurrogateRun } from './surrogate.js';
