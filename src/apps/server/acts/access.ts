import type { AccessPart } from '../../../domain/identity/index.js';
import { COLLEAGUES } from '../base/colleagues.js';

// Whoever takes part in some act of two persons; which act it is, and so who may, is known once the proposal was read.
const TAKING_PART = {
  owner: 'answers-for',
  validator: 'any',
  specialist: 'any',
  auditor: 'any',
  legal: 'any',
  'incident-lead': 'any',
  'stop-authority': 'any',
  admin: 'any',
} as const;

export const actsAccess: AccessPart = {
  rows: {
    'agreements.read': { scopes: [], roles: COLLEAGUES },
    'agreements.propose': {
      scopes: [],
      roles: { admin: 'any', legal: 'any', specialist: 'any', auditor: 'any' },
      stepUp: true,
    },
    'agreements.confirm': {
      scopes: [],
      roles: { admin: 'any', legal: 'any', specialist: 'any', auditor: 'any' },
      stepUp: true,
    },
    'break-glass.use': { scopes: [], roles: TAKING_PART, stepUp: true },
    // What was done alone is reviewed by those who look after nobody's rights and settings.
    'break-glass.review': {
      scopes: [],
      roles: { auditor: 'any', legal: 'any', validator: 'any', 'incident-lead': 'any' },
      stepUp: true,
    },
  },
};
