export { openExplainer } from './explainer-thread.js';
