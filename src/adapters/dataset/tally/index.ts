export { outcomeInDuckDb, tallyInDuckDb } from './duckdb-tally.js';
