export { scorecardLearner } from './learner.js';
export { type WeightOfEvidence, weightOfEvidence } from './weight-of-evidence.js';
