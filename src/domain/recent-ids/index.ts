export { IdFingerprints } from './id-fingerprints.js';
export { IdIndex, mix } from './id-index.js';
export { IdSet } from './id-set.js';
