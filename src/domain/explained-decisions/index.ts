/** Explanations of recorded decisions: made once by the files that are registered with their version, sealed, and given by view. */
export { type AskedFor, ExplainedDecisions, explanationActs } from './explained-decisions.js';
export { basisOf, ExplanationMaker } from './maker/index.js';
export { type Decided, decidedOf, explanationReasons, isAdverse, SAME_SCORE } from './recorded/index.js';
export { openExplanation, type SealingCrypto } from './sealed/index.js';
export { inputNamed, waysOf, withChanges } from './ways/index.js';
