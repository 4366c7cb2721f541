export { openExplainer } from './explainer-thread.js';
export { withTable } from './with-table.js';
