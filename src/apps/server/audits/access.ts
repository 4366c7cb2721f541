import type { AccessPart } from '../../../domain/identity/index.js';

export const auditAccess: AccessPart = {
  rows: {
    'audit.run': { scopes: ['audit:read'], roles: { validator: 'any', auditor: 'any' } },
    // A result that shows every cell is given to those who might have made it: judged with what they see.
    'audit.read': { scopes: ['audit:read'], roles: { validator: 'any', auditor: 'any' } },
    'segments.seal': { scopes: ['settings:write'], roles: { admin: 'any' } },
  },
};
