import type { AccessPart } from '../../../domain/identity/index.js';
import { registryRelations } from '../../../domain/registry/index.js';

export const registryAccess: AccessPart = {
  rows: {
    'registry.read': { scopes: ['registry:read', 'registry:write'], roles: { everyone: 'any' } },
    // What a policy says of itself: nothing is read but the text that the caller sends.
    'policy.check': { scopes: ['registry:read', 'registry:write', 'audit:read'], roles: { everyone: 'any' } },
    'registry.apply': { scopes: ['registry:write'], roles: { admin: 'any', developer: 'any', owner: 'own-system' } },
    'settings.change': { scopes: ['settings:write'], roles: { admin: 'any' }, stepUp: true },
  },
  relations: registryRelations,
};
