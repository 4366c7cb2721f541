export { keyringFor, PostgresPendingInferenceStore } from './pending-inference-store.js';
