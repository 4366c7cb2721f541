export type { ReadPlan } from './read-plan.js';
export { readPlan } from './read-plan.js';
