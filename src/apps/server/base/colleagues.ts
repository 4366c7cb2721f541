import type { AccessRow } from '../../../domain/identity/index.js';

/** Everybody who works here, whatever their role: all but the people who are decided about. */
export const COLLEAGUES = {
  owner: 'any',
  developer: 'any',
  validator: 'any',
  reviewer: 'any',
  specialist: 'any',
  auditor: 'any',
  legal: 'any',
  'incident-lead': 'any',
  'stop-authority': 'any',
  admin: 'any',
} as const satisfies AccessRow['roles'];
