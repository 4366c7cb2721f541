import type { AccessPart } from '../../../domain/identity/index.js';
import { COLLEAGUES } from '../base/colleagues.js';

export const controlAccess: AccessPart = {
  rows: {
    // What records say of a system names accounts and digests, and no person who is decided about.
    'control.read': { scopes: ['registry:read', 'registry:write', 'audit:read'], roles: COLLEAGUES },
    // Whoever answers for a system, or advises on the law, says what records do not decide; nobody who only looks after people and settings.
    'control.record': {
      scopes: ['registry:write'],
      roles: { legal: 'any', validator: 'any', developer: 'any', owner: 'own-system' },
    },
  },
};
