/** Audits that policies ask for, made by the service in their name. */
export { askForAudit, DueAudits } from './due-audits.js';
