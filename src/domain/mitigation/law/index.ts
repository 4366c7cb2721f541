export { type GradedSteps, gradesFor, LAW, stepFamily } from './law.js';
