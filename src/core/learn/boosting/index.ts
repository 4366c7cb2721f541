export { gbdtLearner } from './learner.js';
