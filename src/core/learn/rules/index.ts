export { rulesLearner } from './learner.js';
