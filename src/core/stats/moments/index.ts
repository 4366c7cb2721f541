export type { Moments } from './moments.js';
export { standardizedDifferences } from './standardized-difference.js';
export { welchT } from './welch.js';
