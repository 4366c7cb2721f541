export { MAX_BINS } from './bins.js';
export { type BoostSettings, boost } from './boost.js';
export { readInteractions, readMonotone } from './settings.js';
