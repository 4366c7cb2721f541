/**
 * The bytes of the versions that the registry names, by digest.
 *
 * @packageDocumentation
 */
export { modelStore } from './model-store.js';
