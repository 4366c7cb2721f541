import type { AccessPart } from '../../../domain/identity/index.js';

export const replayAccess: AccessPart = {
  rows: {
    // The answer holds score and outcome of a person, so it takes whoever may see the payload.
    'decision.replay': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
  },
};
