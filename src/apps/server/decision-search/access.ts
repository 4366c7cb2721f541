import type { AccessPart } from '../../../domain/identity/index.js';

export const decisionSearchAccess: AccessPart = {
  rows: {
    // What is found is told by fields of the payload, so it takes whoever may see the payload.
    'decision.search': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
  },
};
