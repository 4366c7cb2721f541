import type { AccessPart } from '../../../domain/identity/index.js';

export const trainingRowsAccess: AccessPart = {
  rows: {
    // The rows are fields of the payload of single decisions, so it takes whoever may see the payload; the groups in them take `decision.attributes` besides.
    'training.rows': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
  },
};
