export { adviseOn } from './policy-advice.js';
export { proposeAttributes } from './protected.js';
