/** Contributions of the wanted rows. */
export { type DecidedRow, decideRows } from './decide-rows.js';
export { explainJson } from './document.js';
export { type ExplainElsewhere, type ExplainRowsOptions, explainRows } from './explain-rows.js';
export { type ExplainedVersion, explainVersion } from './explain-version.js';
