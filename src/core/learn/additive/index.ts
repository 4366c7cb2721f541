export { additiveLearner } from './learner.js';
