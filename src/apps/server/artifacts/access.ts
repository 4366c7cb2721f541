import type { AccessPart } from '../../../domain/identity/index.js';

export const artifactAccess: AccessPart = {
  rows: {
    // Whoever registers versions stores their bytes.
    'artifact.store': { scopes: ['registry:write'], roles: { admin: 'any', developer: 'any', owner: 'own-system' } },
    // The bytes of a model are its maker's secret, so a key that reads the registry does not fetch them; legal, who erases people that
    // explanations compare with, sees these and no model.
    'artifact.fetch': {
      scopes: ['artifacts:read'],
      roles: { developer: 'any', validator: 'any', auditor: 'any', legal: 'of-persons', owner: 'own-system' },
    },
    // People that explanations compare with are persons as those of decisions are, so the maker of a model does not see them.
    'artifact.people': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
    'artifact.erase': { scopes: ['subjects:erase'], roles: { legal: 'any' }, stepUp: true, personal: true },
    // Digests stand in the registry, which everybody with an account reads.
    'artifact.list': { scopes: ['registry:read', 'registry:write', 'artifacts:read'], roles: { everyone: 'any' } },
    'artifact.check': {
      scopes: ['registry:write', 'artifacts:read'],
      roles: { admin: 'any', developer: 'any', validator: 'any', auditor: 'any' },
    },
  },
  relations: { 'of-persons': 'the artifact holds persons, such as people that explanations compare with' },
};
