export { type Decided, decidedOf } from './decided.js';
export { betterByRecheck } from './recheck.js';
