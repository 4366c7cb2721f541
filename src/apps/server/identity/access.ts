import type { AccessPart, AccessRow } from '../../../domain/identity/index.js';
import { COLLEAGUES } from '../base/colleagues.js';

const open: AccessRow = { open: 'always', scopes: [], roles: {} };
const ownSession: AccessRow = { scopes: [], roles: { everyone: 'self' } };

// Each of these roles gives only scopes and roles of its own; `giving.ts` of the domain judges that once the body is read.
const keyGivers = { admin: 'any', legal: 'any', specialist: 'any' } as const;
const accountMakers = keyGivers;

export const identityAccess: AccessPart = {
  rows: {
    'session.create': open,
    'setup.complete': open,
    'setup.link': { scopes: [], roles: {}, localOnly: true },
    'session.read': ownSession,
    'session.end': ownSession,
    'session.step-up': ownSession,
    'session.list': ownSession,
    'session.revoke': ownSession,
    'password.change': { ...ownSession, stepUp: true },
    'password.remove': { ...ownSession, stepUp: true },
    'passkey.list': ownSession,
    'passkey.add': { ...ownSession, stepUp: true },
    'passkey.rename': ownSession,
    'passkey.remove': { ...ownSession, stepUp: true },
    'key.list': { scopes: ['keys:write'], roles: { ...keyGivers, auditor: 'any' } },
    // The scopes that each role gives are judged once the body is read.
    'key.create': { scopes: ['keys:write'], roles: keyGivers, stepUp: true },
    'key.rotate': { scopes: ['keys:write'], roles: keyGivers, stepUp: true },
    'key.revoke': { scopes: ['keys:write'], roles: keyGivers },
    'account.list': { scopes: [], roles: { ...accountMakers, auditor: 'any' } },
    // Colleagues see by name who stopped what and who looks after it; a person decided about sees nobody.
    'names.read': {
      scopes: [],
      roles: COLLEAGUES,
    },
    'account.create': { scopes: [], roles: accountMakers, stepUp: true },
    'account.change': { scopes: [], roles: accountMakers, stepUp: true },
  },
};
