/**
 * Stores the bytes of the model versions that the registry names, by digest.
 *
 * @packageDocumentation
 */
export { modelStore } from './model-store.js';
