export { mayHold, type ResultScope, SealedResults, sealResult } from './sealed-results.js';
