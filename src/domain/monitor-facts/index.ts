/**
 * What of a deployment is known without evidence, such as that nothing came for too long. Facts have no chance of error and take nothing of the budget
 * of false alarms; they stand beside the series of the monitor. Pure: time comes as arguments.
 */

export type { FactChange, FactCondition, FactShown } from './fact-change.js';
export { type FactJson, factJson, readFacts } from './fact-json.js';
export { factHeadline, factText, factTitle } from './fact-text.js';
export {
  closeFact,
  type Fact,
  type FactState,
  factShown,
  hearFact,
  isAtRest,
  planFacts,
  startFacts,
} from './facts.js';
