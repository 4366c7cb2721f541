import type { AccessPart } from '../../../domain/identity/index.js';

export const remoteModelAccess: AccessPart = {
  rows: {
    // The answer says whether the model is the registered one, and nothing of the rows by which that is known.
    'remote-model.check': {
      scopes: ['registry:write', 'artifacts:read'],
      roles: { admin: 'any', developer: 'any', validator: 'any', auditor: 'any' },
    },
  },
};
