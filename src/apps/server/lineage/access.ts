import type { AccessPart } from '../../../domain/identity/index.js';

export const lineageAccess: AccessPart = {
  rows: {
    // Whoever registers versions says how they were made.
    'lineage.record': { scopes: ['registry:write'], roles: { admin: 'any', developer: 'any', owner: 'any' } },
    // Names of data sets, code and parameters are no persons; everybody with an account reads the registry too.
    'lineage.read': { scopes: ['registry:read', 'registry:write', 'audit:read'], roles: { everyone: 'any' } },
    // The version of one person's decision, and the data sets in which one person stands, are about a person.
    'lineage.person': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
  },
};
