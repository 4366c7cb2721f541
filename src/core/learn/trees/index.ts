export { forestLearner, treeLearner } from './learners.js';
