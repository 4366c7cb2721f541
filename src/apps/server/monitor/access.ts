import type { AccessPart } from '../../../domain/identity/index.js';

export const monitorAccess: AccessPart = {
  rows: {
    // Whoever has a deployment watched no longer keeps its alerts away, so those who build it do not.
    'monitor.watch': { scopes: ['registry:write'], roles: { admin: 'any', owner: 'own-system' } },
    // What fires is told to all who look after a system. The routes also judge whether the caller may see persons: without that, no number
    // is shown that a person could be seen by.
    'monitor.read': {
      scopes: ['monitor:read', 'audit:read'],
      roles: {
        owner: 'any',
        developer: 'any',
        validator: 'any',
        auditor: 'any',
        legal: 'any',
        'incident-lead': 'any',
        'stop-authority': 'any',
        admin: 'any',
      },
    },
  },
};
