/** Scenario files: plain text -> what is done and what is expected. */
export { readScenario } from './read-scenario.js';
export type { Act, Batch, Expectation, Fail, Scenario, Step } from './types.js';
export { groupText } from './words.js';
