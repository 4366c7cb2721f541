/** The audit alone; the code that judges is loaded while the source reads. */
export { runAudit } from './run.js';
