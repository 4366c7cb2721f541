export { nodeClock, nodeRandom } from './clock.js';
export { nodeMachine } from './machine.js';
