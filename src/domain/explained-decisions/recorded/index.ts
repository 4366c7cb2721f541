/** What was recorded of a decision, and whether it can be explained. */
export { type Decided, decidedOf, isAdverse } from './decided.js';
export { budgetSpent, explanationReasons, notExplainable } from './errors.js';
export { isSameScore, SAME_SCORE } from './same-score.js';
