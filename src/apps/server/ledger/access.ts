import type { AccessPart } from '../../../domain/identity/index.js';

export const ledgerAccess: AccessPart = {
  rows: {
    'ledger.key': { open: 'always', scopes: [], roles: {} },
    'ledger.read': { open: 'ledger', scopes: ['ledger:read'], roles: { everyone: 'any' } },
    'ledger.rotate': { scopes: ['settings:write'], roles: { admin: 'any' }, stepUp: true },
  },
};
