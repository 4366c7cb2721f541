export { type Decided, decidedOf } from './decided.js';
export { demandInputs } from './demand-inputs.js';
export { betterByRecheck } from './recheck.js';
