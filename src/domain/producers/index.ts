/** Numbers that producers give their requests: which of them never came. */

export { missingOf } from './numbering.js';
export { Producers } from './producers.js';
