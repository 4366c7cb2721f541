import type { AccessPart } from '../../../domain/identity/index.js';
import { COLLEAGUES } from '../base/colleagues.js';

const open = { open: 'always', scopes: [], roles: {} } as const;

export const serviceAccess: AccessPart = {
  rows: {
    'health.read': open,
    'ready.read': open,
    'metrics.read': open,
    'openapi.read': open,
    'page.read': open,
    'jobs.read': {
      scopes: ['settings:write'],
      roles: COLLEAGUES,
    },
    // A job does early what it would do by itself, such as destroying what is due.
    'jobs.run': { scopes: ['settings:write'], roles: { admin: 'any' }, stepUp: true },
  },
};
