export { type LearnedCandidate, learnCandidate, othersOf, trialFor, weightsFor } from './learn-candidate.js';
export type { CandidateLearner } from './ports.js';
export type { ReasonMultiplicity, SearchCandidate, SearchResult, Shortlisted } from './result.js';
export { searchAlternatives } from './run.js';
export { readSearchProof } from './search-file.js';
export { type CandidateSpec, OWN_SETTINGS, type SearchSpace } from './specs.js';
export { COMMAND, STEPS, USUAL_STEPS } from './steps.js';
