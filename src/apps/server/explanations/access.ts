import type { AccessPart } from '../../../domain/identity/index.js';

/**
 * The door shows nothing: whoever asks for an explanation needs the row of the view. Every view says much of one person, so the roles are those that may see
 * a payload: an administrator gives the others, and must not come to see persons that way. A reviewer is shown the decision of a case of theirs once their
 * view is committed, and a developer numbers alone, of deployments that whoever runs the service opened to developers.
 */
export const explanationAccess: AccessPart = {
  rows: {
    'decision.explain': {
      scopes: ['decisions:read', 'explanations:read'],
      roles: { auditor: 'any', legal: 'any', reviewer: 'any', developer: 'any' },
    },
    'explanation.subject': {
      scopes: ['decisions:read', 'explanations:read'],
      roles: { auditor: 'any', legal: 'any' },
      personal: true,
    },
    // Legal gives the scope decisions:read, so it may see whatever that scope shows.
    'explanation.reviewer': {
      scopes: ['decisions:read'],
      roles: { auditor: 'any', legal: 'any', reviewer: 'reads-case' },
      personal: true,
    },
    'explanation.auditor': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
    // What a person says of their explanation: whoever tells it to them takes it, and is told nothing of it.
    'explanation.answer': { scopes: ['explanations:read', 'decisions:read'], roles: { legal: 'any' }, personal: true },
    // One answer shows no person, but answers at many cutoffs tell the score of each.
    'explanation.offers': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
    'explanation.developer': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
    // The same view, of which whoever runs the service said that it may be shown to those who see no person otherwise.
    'explanation-numbers.read': { scopes: [], roles: { developer: 'numbers-opened' } },
  },
  relations: {
    'reads-case': 'the caller reads a case about the decision and has committed their view of it',
    'numbers-opened':
      'the numbers of the deployment are opened to developers (`explanations.developers` in tribune.yaml)',
  },
};
