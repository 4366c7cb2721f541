import type { AccessPart } from '../../../domain/identity/index.js';

export const ledgerAccess: AccessPart = {
  rows: {
    'ledger.key': { open: 'always', scopes: [], roles: {} },
    'ledger.read': { open: 'ledger', scopes: ['ledger:read'], roles: { everyone: 'any' } },
    // Names, keys and times, for whoever works here; what may be changed of them takes the rows of the settings and of the keys.
    'ledger.settings': {
      scopes: ['ledger:read'],
      roles: {
        ...{ owner: 'any', developer: 'any', validator: 'any', auditor: 'any', legal: 'any', admin: 'any' },
        ...{ reviewer: 'any', specialist: 'any', 'incident-lead': 'any', 'stop-authority': 'any' },
      },
    },
    'ledger.rotate': { scopes: ['settings:write'], roles: { admin: 'any' }, stepUp: true },
  },
};
