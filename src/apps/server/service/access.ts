import type { AccessPart } from '../../../domain/identity/index.js';

const open = { open: 'always', scopes: [], roles: {} } as const;

export const serviceAccess: AccessPart = {
  rows: {
    'health.read': open,
    'ready.read': open,
    'metrics.read': open,
    'openapi.read': open,
    'page.read': open,
  },
};
