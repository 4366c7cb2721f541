import type { AccessPart } from '../../../domain/identity/index.js';

/**
 * Whoever asks for an explanation also needs the row of the view. Every view says much of one person, so the roles are those that may see a
 * payload: an administrator gives the others, and must not come to see persons that way. Programs of reviewers and developers ask by a key.
 */
export const explanationAccess: AccessPart = {
  rows: {
    'explanation.read': {
      scopes: ['decisions:read', 'explanations:read'],
      roles: { auditor: 'any', legal: 'any' },
      personal: true,
    },
    'explanation.subject': {
      scopes: ['decisions:read', 'explanations:read'],
      roles: { auditor: 'any', legal: 'any' },
      personal: true,
    },
    // Legal gives the scope decisions:read, so it may see whatever that scope shows.
    'explanation.reviewer': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
    'explanation.auditor': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
    // What a person says of their explanation: whoever tells it to them takes it, and is told nothing of it.
    'explanation.answer': { scopes: ['explanations:read', 'decisions:read'], roles: { legal: 'any' }, personal: true },
    // One answer shows no person, but answers at many cutoffs tell the score of each.
    'explanation.offers': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
    'explanation.developer': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
  },
};
