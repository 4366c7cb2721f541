export { nodeClock } from './clock.js';
export { nodeMachine } from './machine.js';
