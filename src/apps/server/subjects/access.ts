import type { AccessPart } from '../../../domain/identity/index.js';

export const subjectAccess: AccessPart = {
  rows: {
    'subject.export': { scopes: ['subjects:export'], roles: { legal: 'any' }, stepUp: true, personal: true },
    'subject.erase': { scopes: ['subjects:erase'], roles: { legal: 'any' }, stepUp: true, personal: true },
    'erasure.read': { scopes: ['subjects:erase'], roles: { legal: 'any', auditor: 'any' } },
    'hold.list': { scopes: ['subjects:erase'], roles: { legal: 'any', auditor: 'any' }, personal: true },
    'hold.set': { scopes: ['subjects:erase'], roles: { legal: 'any' }, stepUp: true, personal: true },
    'hold.release': { scopes: ['subjects:erase'], roles: { legal: 'any' }, stepUp: true, personal: true },
  },
};
