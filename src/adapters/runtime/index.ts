export { nodeClock } from './clock.js';
export { whenEnding } from './ending.js';
export { nodeRuntime } from './node-runtime.js';
