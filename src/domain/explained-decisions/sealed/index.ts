/** An explanation as bytes that nobody reads without the key of its decision. */
export { openExplanation, type SealingCrypto, sealExplanation } from './sealed-form.js';
