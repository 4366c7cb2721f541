/** Signatures of OpenSSF model signing that come with models. */
export { checkModelSignature } from './verify.js';
