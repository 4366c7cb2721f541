import type { AccessPart } from '../../../domain/identity/index.js';
import { COLLEAGUES } from '../base/colleagues.js';

export const recordDocumentAccess: AccessPart = {
  rows: {
    // Documents show what audits show of groups, and audits of one place again and again tell people apart by what changed: whoever may read
    // an audit may read them, and nobody else. Those who answer a field need not: what is missing is named to whoever makes the document.
    'document.read': { scopes: ['audit:read'], roles: { validator: 'any', auditor: 'any' } },
    // What is missing or out of date says nothing of anybody who was decided about, and whoever can answer it has to know that it is asked.
    'document.states': { scopes: ['registry:read', 'audit:read'], roles: COLLEAGUES },
    // A document about one decision says of a person what their explanation says.
    'document.person': {
      scopes: ['decisions:read', 'explanations:read'],
      roles: { auditor: 'any', legal: 'any' },
      personal: true,
    },
    // What leaves the house is answered for by whoever may read it and is no mere reader of everything.
    'document.issue': { scopes: ['registry:write'], roles: { validator: 'any' } },
    // What people say stands in documents under their name; an auditor only reads.
    'document.state': {
      scopes: ['registry:write'],
      roles: { owner: 'any', developer: 'any', validator: 'any', legal: 'any' },
    },
  },
};
