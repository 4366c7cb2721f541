import type { AccessPart } from '../../../domain/identity/index.js';
import { COLLEAGUES } from '../base/colleagues.js';

export const systemEndAccess: AccessPart = {
  rows: {
    // What depends on a system is no secret among those who answer for it.
    'system-end.read': { scopes: ['registry:read', 'registry:write', 'audit:read'], roles: COLLEAGUES },
    // It ends decisions about people: whoever answers for the system, or for the law, with a fresh proof of who they are.
    'system-end.change': {
      scopes: ['registry:write'],
      roles: { legal: 'any', owner: 'own-system' },
      stepUp: true,
    },
  },
};
