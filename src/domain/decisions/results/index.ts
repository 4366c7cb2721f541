export { type ResultScope, SealedResults, sealResult } from './sealed-results.js';
