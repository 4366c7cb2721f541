export { wantedGap } from './gap.js';
export type { Alternatives, CandidateResult, Mean, Moved } from './result.js';
export { type FoundAlternatives, findAlternatives } from './run.js';
