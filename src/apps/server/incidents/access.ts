import type { AccessPart } from '../../../domain/identity/index.js';
import { COLLEAGUES } from '../base/colleagues.js';

export const incidentAccess: AccessPart = {
  rows: {
    'incident.read': { scopes: ['incidents:read', 'incidents:write'], roles: COLLEAGUES },
    // Whoever sees that something is wrong opens one; it harms nobody, and an auditor changes nothing else.
    'incident.open': { scopes: ['incidents:write'], roles: COLLEAGUES },
    'incident.change': {
      scopes: ['incidents:write'],
      roles: {
        'incident-lead': 'any',
        'stop-authority': 'any',
        legal: 'any',
        owner: 'own-system',
        everyone: 'incident-role',
      },
    },
    // A key is no person: who closes with one names the person who answers for it.
    'incident.close': {
      scopes: ['incidents:write'],
      roles: { 'incident-lead': 'any', owner: 'own-system' },
    },
    // A hold is set on whom a decision is about, which keeps from erasure and shows nothing.
    'incident.hold': { scopes: ['subjects:erase'], roles: { 'incident-lead': 'any', legal: 'any' } },
    'incident.plan': {
      scopes: ['incidents:write', 'registry:write'],
      roles: { 'incident-lead': 'any', admin: 'any', owner: 'own-system' },
    },
  },
  relations: { 'incident-role': 'the caller has a role in the incident' },
};
