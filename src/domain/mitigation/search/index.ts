export { type LearnedCandidate, learnCandidate } from './learn-candidate.js';
export type { CandidateLearner } from './ports.js';
export type { SearchCandidate, SearchResult, Shortlisted } from './result.js';
export { searchAlternatives } from './run.js';
export { type CandidateSpec, OWN_SETTINGS } from './specs.js';
export { STEPS, USUAL_STEPS } from './steps.js';
