import type { AccessPart } from '../../../domain/identity/index.js';

/** Rows of notices. Whoever makes a link holds it for a moment, and it shows one person: so it asks for what shows persons. */
export const noticeAccess: AccessPart = {
  rows: {
    'notice.make': { scopes: ['notices:write'], roles: { legal: 'any' }, stepUp: true, personal: true },
    'notice.read': {
      scopes: ['notices:write', 'cases:read', 'cases:write'],
      roles: { auditor: 'any', legal: 'any', 'incident-lead': 'any' },
    },
    'request.list': {
      scopes: ['subjects:erase', 'cases:read'],
      roles: { auditor: 'any', legal: 'any', 'incident-lead': 'any' },
    },
    'request.answer': { scopes: ['subjects:erase'], roles: { legal: 'any' }, stepUp: true },
    // The page and the button of a link are open to everybody; what opens is what the code opens.
    'notice.open': { open: 'always', scopes: [], roles: {} },
    // Open as well, because a page says in words of its own that no notice is open; it shows nothing then.
    'notice.own': { open: 'always', scopes: [], roles: {}, subject: true },
  },
};
