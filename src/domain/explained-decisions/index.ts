/** Explanations of recorded decisions: made once by the files that are registered with their version, sealed, and given by view. */
export { ExplainedDecisions, explanationActs } from './explained-decisions.js';
export { ExplanationMaker } from './maker/index.js';
export { explanationReasons } from './recorded/index.js';
