import type { AccessPart } from '../../../domain/identity/index.js';

export const auditAccess: AccessPart = {
  rows: {
    'audit.run': { scopes: ['audit:read'], roles: { validator: 'any', auditor: 'any' } },
    // Whoever may make an audit may read its result. The route also judges what the caller may see, because a result can show every cell
    // as recorded.
    'audit.read': { scopes: ['audit:read'], roles: { validator: 'any', auditor: 'any' } },
    // Whoever makes audits decides by them. The routes also judge what the caller may see: evidence of an audit that shows persons tells of them.
    'audit-sequence.decide': { scopes: ['audit:read'], roles: { validator: 'any', auditor: 'any' } },
    'audit-sequence.read': { scopes: ['audit:read'], roles: { validator: 'any', auditor: 'any' } },
    'segments.seal': { scopes: ['settings:write'], roles: { admin: 'any' } },
  },
};
