import type { AccessPart } from '../../../domain/identity/index.js';

export const intakeAccess: AccessPart = {
  rows: {
    'intake.read': {
      scopes: ['decisions:read'],
      roles: { auditor: 'any', developer: 'any', owner: 'any', 'incident-lead': 'any' },
    },
  },
};
