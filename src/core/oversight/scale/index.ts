export { gradeOf, isBetter, isNoWorse, majorityOf, type OutcomeScale, type OutcomeValue } from './outcome-scale.js';
