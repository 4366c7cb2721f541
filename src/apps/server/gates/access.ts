import type { AccessPart } from '../../../domain/identity/index.js';
import { COLLEAGUES } from '../base/colleagues.js';

// Whoever looks after people, audits or builds signs for nothing; that the rest of who signs fits the version, the gate itself asks.
const SIGNERS = {
  owner: 'answers-for',
  validator: 'any',
  specialist: 'any',
  reviewer: 'any',
  legal: 'any',
  'incident-lead': 'any',
  'stop-authority': 'any',
} as const;
const { reviewer: _, ...WAIVERS } = SIGNERS;
const CHANGERS = { owner: 'answers-for', validator: 'any', legal: 'any', admin: 'any' } as const;

export const gateAccess: AccessPart = {
  rows: {
    'gates.read': { scopes: ['registry:read', 'registry:write'], roles: COLLEAGUES },
    // The first gate of a deployment can only let less through; another one in its place takes two persons.
    'gates.set': { scopes: ['registry:write'], roles: { admin: 'any', owner: 'own-system' } },
    'gates.sign': { scopes: [], roles: SIGNERS, stepUp: true },
    'gates.waive': { scopes: [], roles: WAIVERS, stepUp: true },
    'gates.change': { scopes: [], roles: CHANGERS, stepUp: true },
    // Which of the two acts it is, and so who may, is known once the proposal was read.
    'gates.confirm': { scopes: [], roles: { ...WAIVERS, ...CHANGERS }, stepUp: true },
  },
  relations: { 'answers-for': 'the caller is the owner of the system, or the deputy' },
};
