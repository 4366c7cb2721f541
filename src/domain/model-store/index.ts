/**
 * Stores the bytes of the model versions that the registry names, by digest.
 *
 * @packageDocumentation
 */
export { artifactNotHeld, modelStoreReasons } from './errors.js';
export { LARGEST_MODEL, modelStore } from './model-store.js';
