/**
 * What of a deployment is known without evidence, such as that nothing came for too long. Facts have no chance of error and take nothing of the budget
 * of false alarms; they stand beside the series of the monitor. Pure: time comes as arguments.
 */

export type { FactChange, FactCondition, FactShown } from './fact-change.js';
export { type FactJson, factJson, readFacts } from './fact-json.js';
export { factText, factTitle } from './fact-text.js';
export { type Fact, type FactState, factShown, planFacts, startFacts } from './facts.js';
export { listen, passBlock } from './silence.js';
