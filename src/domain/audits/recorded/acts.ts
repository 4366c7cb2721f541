import { type Acts, defineAct } from '../../acts/index.js';
import { auditRun } from './events.js';
import type { AuditStore, BegunStore } from './ports.js';

/** The act that stores the result of an audit. */
export const runAudit = defineAct('audit.run', { enters: [auditRun] });

/** Acts about audits. */
export const auditActs = [runAudit] as const;

export type AuditActs = Pick<
  Acts<{ readonly audits: AuditStore; readonly begunAudits: Pick<BegunStore, 'save'> }>,
  'run' | 'newId'
>;
