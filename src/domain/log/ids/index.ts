export { IdIndex, mix } from './id-index.js';
export { IdPrints } from './id-prints.js';
export { IdSet } from './id-set.js';
