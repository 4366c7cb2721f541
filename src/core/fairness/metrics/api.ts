/** The defaults alone, without the code that estimates: whoever only reads a policy loads no more. */
export { DEFAULT_LEVEL, DEFAULT_MIN_GROUP_SIZE, DEFAULT_REPLICATES, DEFAULT_SEED } from './options.js';
