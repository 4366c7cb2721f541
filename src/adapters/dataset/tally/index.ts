export { tallyInDuckDb } from './duckdb-tally.js';
