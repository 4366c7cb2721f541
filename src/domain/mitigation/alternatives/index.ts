export { wantedGap } from './gap.js';
export { drawn, figuresOf, levelsDown, movedOf, qualityAgainst, worthOf } from './judging.js';
export { byCutoff, groupsOf, type LearnedModel, learned, pickRows, trainWeights } from './learned.js';
export type { Alternatives, CandidateResult, Disparity, GroupKnown, Mean, Moved, TrialHead } from './result.js';
export { findAlternatives, headOf } from './run.js';
export type { Attempt, Technique } from './technique.js';
export { TECHNIQUES } from './techniques.js';
export { type LearningTrial, readTrial, type Trial, type TrialRequest } from './trial.js';
