import type { AccessPart } from '../../../domain/identity/index.js';
import { COLLEAGUES } from '../base/colleagues.js';

export const mitigationAccess: AccessPart = {
  rows: {
    // Whoever makes models or checks them says what was looked for.
    'search.record': {
      scopes: ['registry:write', 'audit:read'],
      roles: { developer: 'any', validator: 'any', auditor: 'any' },
    },
    // What decides about people is no secret among those who answer for it.
    'rule.read': { scopes: ['registry:read', 'registry:write', 'audit:read'], roles: COLLEAGUES },
    // Ending a rule leaves the version and its cutoff; whoever approves may take back.
    'rule.end': { scopes: ['registry:write'], roles: { validator: 'any' } },
    // Whoever checks models approves the rule that decides by their scores; whoever made it does not.
    'rule.attach': {
      scopes: ['registry:write'],
      roles: { validator: 'any' },
    },
  },
};
