/** Results that may show persons, sealed under keys that an erasure of one of them destroys. */

export { type ResultScope, SealedResults, sealResult } from './sealed-results.js';
