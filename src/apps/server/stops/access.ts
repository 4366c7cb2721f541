import type { AccessPart } from '../../../domain/identity/index.js';

export const stopAccess: AccessPart = {
  rows: {
    // Whatever decides must learn that it is stopped, so the key that appends its decisions is enough.
    'stops.read': {
      scopes: ['stops:read', 'decisions:write'],
      roles: {
        owner: 'any',
        developer: 'any',
        validator: 'any',
        reviewer: 'any',
        auditor: 'any',
        legal: 'any',
        'incident-lead': 'any',
        'stop-authority': 'any',
        admin: 'any',
      },
    },
    // One person stops, at any hour and without a second proof: the way back takes two others.
    'stops.throw': {
      scopes: ['stops:write'],
      roles: { 'stop-authority': 'any', 'incident-lead': 'any', owner: 'own-system' },
    },
    // A version that is tried out decides about people, as one that is served does: whoever may deploy it may try it out.
    'canaries.change': { scopes: ['registry:write'], roles: { developer: 'any', owner: 'own-system' } },
    // The safe side of a canary is as near as that of a stop.
    'canaries.hold': {
      scopes: ['stops:write', 'registry:write'],
      roles: { developer: 'any', 'stop-authority': 'any', 'incident-lead': 'any', owner: 'own-system' },
    },
    'canaries.release': {
      scopes: [],
      roles: { 'stop-authority': 'any', 'incident-lead': 'any', validator: 'any', owner: 'own-system' },
      stepUp: true,
    },
    // Whoever resumes has to name audits, so they see that there are some and what they said; their results stay with those who read audits.
    'stops.audits': {
      scopes: ['audit:read'],
      roles: { 'stop-authority': 'any', 'incident-lead': 'any', validator: 'any', auditor: 'any' },
    },
    // Ids of decisions and how they came about, without their contents: whoever answers for a stop or mends the client looks after it.
    'stops.decided': {
      scopes: ['audit:read'],
      roles: {
        owner: 'any',
        developer: 'any',
        validator: 'any',
        auditor: 'any',
        legal: 'any',
        'incident-lead': 'any',
        'stop-authority': 'any',
      },
    },
    // An API key is no person. The domain judges both persons again when the second one confirms.
    'stops.resume': {
      scopes: [],
      roles: { 'stop-authority': 'any', 'incident-lead': 'any', validator: 'any' },
      stepUp: true,
    },
  },
};
