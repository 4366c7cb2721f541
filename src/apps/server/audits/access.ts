import type { AccessPart } from '../../../domain/identity/index.js';

export const auditAccess: AccessPart = {
  rows: {
    'audit.run': { scopes: ['audit:read'], roles: { validator: 'any', auditor: 'any' } },
    'segments.seal': { scopes: ['settings:write'], roles: { admin: 'any' } },
  },
};
