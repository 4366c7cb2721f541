import type { AccessPart } from '../../../domain/identity/index.js';

export const explanationTelemetryAccess: AccessPart = {
  rows: {
    // One answer shows no person, but many answers, subtracted from each other, can; so it takes whoever may see payloads.
    'explanation.telemetry': { scopes: ['decisions:read'], roles: { auditor: 'any', legal: 'any' }, personal: true },
  },
};
