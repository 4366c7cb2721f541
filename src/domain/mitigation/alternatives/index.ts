export { wantedGap } from './gap.js';
export type { Alternatives, CandidateResult, Mean, Moved } from './result.js';
export { findAlternatives } from './run.js';
