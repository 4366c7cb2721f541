/** Contributions of the wanted rows. */
export { type DecidedRow, decideRows } from './decide-rows.js';
export { explainJson } from './document.js';
export { type ExplainElsewhere, explainRows } from './explain-rows.js';
export { explainVersion } from './explain-version.js';
