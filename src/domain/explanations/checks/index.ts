/** Explanations examined: whether they hold what they promise, how surrogates agree, which facts decide a case. */
export { anchorDocument, anchorOf, cutoffFor } from './anchor.js';
export { checkContext, checkDocument, DEFAULT_CHECKED_ROWS } from './check.js';
export { runSurrogate, type SurrogateRun } from './surrogate.js';
