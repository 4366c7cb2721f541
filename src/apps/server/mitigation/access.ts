import type { AccessPart } from '../../../domain/identity/index.js';

export const mitigationAccess: AccessPart = {
  rows: {
    // Whoever makes models or checks them says what was looked for.
    'search.record': {
      scopes: ['registry:write', 'audit:read'],
      roles: { developer: 'any', validator: 'any', auditor: 'any' },
    },
    // Whoever checks models approves the rule that decides by their scores; whoever made it does not.
    'rule.attach': {
      scopes: ['registry:write'],
      roles: { validator: 'any' },
    },
  },
};
