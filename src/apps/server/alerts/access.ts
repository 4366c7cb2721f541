import type { AccessPart } from '../../../domain/identity/index.js';

export const alertAccess: AccessPart = {
  rows: {
    // Whoever is told by a channel may see the list too; numbers are shown to those alone who may see persons.
    'alert.read': {
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
    // To look after an alert keeps it from being escalated; whoever is on call does it.
    'alert.acknowledge': {
      scopes: ['registry:write'],
      roles: { owner: 'any', developer: 'any', 'incident-lead': 'any', 'stop-authority': 'any', admin: 'any' },
    },
    // A silence keeps alerts from everybody, so that those who build a system set none.
    'alert.silence': {
      scopes: ['registry:write'],
      roles: { owner: 'any', 'incident-lead': 'any', admin: 'any' },
    },
    'alert.test-channel': { scopes: ['registry:write'], roles: { admin: 'any', 'incident-lead': 'any' } },
  },
};
