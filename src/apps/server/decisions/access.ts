import type { AccessPart } from '../../../domain/identity/index.js';

export const decisionAccess: AccessPart = {
  rows: {
    'decisions.write': { scopes: ['decisions:write'], roles: {} },
    'labels.write': { scopes: ['labels:write'], roles: {} },
    'attributes.write': { scopes: ['attributes:write'], roles: {} },
    'decision.read': {
      scopes: ['decisions:read', 'attributes:read'],
      roles: { owner: 'any', developer: 'any', validator: 'any', auditor: 'any', legal: 'any', specialist: 'any' },
    },
    'decision.payload': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
    'decision.attributes': {
      scopes: ['attributes:read'],
      roles: { auditor: 'any', specialist: 'any' },
      personal: true,
    },
    'receipt.read': {
      scopes: ['receipts:read', 'decisions:read', 'decisions:write', 'openings:read'],
      roles: { everyone: 'any' },
    },
    'opening.read': {
      scopes: ['openings:read', 'decisions:read'],
      roles: { auditor: 'any', legal: 'any' },
      personal: true,
    },
    'integrity.read': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any', 'incident-lead': 'any' } },
  },
};
