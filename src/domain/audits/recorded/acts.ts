import { type Acts, defineAct } from '../../acts/index.js';
import { auditBegun, auditNotMade, auditRun } from './events.js';
import type { AuditStore, FollowingStores } from './ports.js';

/** The act that stores the result of an audit. */
export const runAudit = defineAct('audit.run', { enters: [auditRun] });
/** The service begins an audit that a policy asks for, or gives it up. */
export const followDueAudit = defineAct('audit.follow-due', { enters: [auditBegun, auditNotMade] });

/** Acts about audits. */
export const auditActs = [runAudit, followDueAudit] as const;

export type AuditActs = Pick<Acts<{ readonly audits: AuditStore } & FollowingStores>, 'run' | 'newId'>;
