/** The audit alone: what judges is loaded while the source reads. */
export { runAudit } from './run.js';
