export { nodeClock } from './clock.js';
export { nodeRuntime } from './node-runtime.js';
