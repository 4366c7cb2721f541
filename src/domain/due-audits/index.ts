/** Audits that policies ask for, made by the service in their name. */
export { askForAudit, DueAudits, wholeDays } from './due-audits.js';
