import type { AccessPart } from '../../../domain/identity/index.js';

export const oversightAccess: AccessPart = {
  rows: {
    // A case says what was done with it and when, and nothing of the person or of what anybody said. No reviewer sees the list: its order and its
    // classes would tell why a case is one.
    'case.list': {
      scopes: ['cases:read', 'cases:write'],
      roles: { owner: 'any', validator: 'any', auditor: 'any', legal: 'any', 'incident-lead': 'any' },
    },
    // Rates of many cases, by reader and by group: nothing of a single one.
    'case.measures': {
      scopes: ['cases:read', 'cases:write'],
      roles: { validator: 'any', auditor: 'any', legal: 'any', 'incident-lead': 'any' },
    },
    'case.open': {
      scopes: ['cases:write'],
      roles: { owner: 'any', validator: 'any', legal: 'any', 'incident-lead': 'any' },
    },
    // Whoever takes an appeal by paper or telephone writes down what the person says, and is shown nothing.
    'appeal.submit': { scopes: ['cases:write'], roles: { legal: 'any', 'incident-lead': 'any' } },
    // A key is no person. Legal stands here so that it can give the role; the domain lets nobody read a case without the role itself.
    'case.review': { scopes: [], roles: { reviewer: 'any', legal: 'any' }, personal: true },
    'case.lead': { scopes: ['cases:write'], roles: { legal: 'any', 'incident-lead': 'any' } },
    // What the person is told of their case: the outcome and the reasons.
    'case.outcome': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
  },
};
