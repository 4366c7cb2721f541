import type { Check } from '../catalogue/index.js';
import { auditFresh, boundsBeforeUse, explains, keptAtLeast, watched } from './deployments.js';
import type { Finding, Look } from './finding.js';
import { ownerActive, readersTrained, rolesApart, staffed } from './people.js';
import { recorded, screenClear, stated } from './said.js';
import { clocksKept, described, drilled, entered, incidentPlan, ledgerIntact, ledgerWitnessed } from './service.js';
import { vendorsAnswered } from './vendors.js';

export { type Ask, type Finding, type Look, worstOf } from './finding.js';

/** Whether what a person says to the control counts for a check: that no vendor supplies a part is for a person to say, too. */
export const takesStatement = ({ is }: Pick<Check, 'is'>): boolean => is === 'stated' || is === 'vendors-answered';

/** Holds records against one check of the closed set. */
export function find(check: Check, look: Look): Finding {
  switch (check.is) {
    case 'described':
      return described(look);
    case 'owner-active':
      return ownerActive(look);
    case 'bounds-before-use':
      return boundsBeforeUse(look);
    case 'audit-fresh':
      return auditFresh(check, look);
    case 'kept-at-least':
      return keptAtLeast(check, look);
    case 'explains':
      return explains(check, look);
    case 'staffed':
      return staffed(check, look);
    case 'roles-apart':
      return rolesApart(check, look);
    case 'readers-trained':
      return readersTrained(check, look);
    case 'drilled':
      return drilled({ is: 'drilled', days: check.days }, look);
    case 'watched':
      return watched(look);
    case 'incident-plan':
      return incidentPlan(look);
    case 'clocks-kept':
      return clocksKept(look);
    case 'ledger-intact':
      return ledgerIntact(look);
    case 'ledger-witnessed':
      return ledgerWitnessed(look);
    case 'entered':
      return entered(check, look);
    case 'recorded':
      return recorded(check, look);
    case 'screen-clear':
      return screenClear(look);
    case 'vendors-answered':
      return vendorsAnswered(check, look);
    case 'stated':
      return stated(check, look);
  }
}
