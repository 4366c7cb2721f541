/** Roles of people. An `admin` looks after people and settings, and never sees payloads or approves anything. */
export const ROLES = {
  owner: 'answers for a system',
  developer: 'registers models and versions',
  validator: 'checks a version that others built',
  reviewer: 'judges cases',
  specialist: 'works with sensitive attributes',
  auditor: 'reads everything, changes nothing but findings',
  legal: 'erasure, legal holds, exports for access requests',
  'incident-lead': 'leads an incident',
  'stop-authority': 'may stop a deployment',
  admin: 'people, keys and settings',
  subject: 'a person decided about',
} as const;

export type Role = keyof typeof ROLES;

export const ROLE_NAMES: readonly Role[] = Object.keys(ROLES) as Role[];

export const isRole = (text: string): text is Role => Object.hasOwn(ROLES, text);

/**
 * Pairs of roles that one account must not hold together: whoever looks after people and settings sees no person, and whoever audits
 * changes nothing.
 */
const APART: readonly (readonly [Role, Role])[] = [
  ['admin', 'auditor'],
  ['admin', 'legal'],
  ['admin', 'reviewer'],
  ['admin', 'specialist'],
  ['auditor', 'developer'],
  ['auditor', 'legal'],
];

/** Finds two roles of the list that one account must not hold together; null when there are none. */
export const clashOf = (roles: readonly Role[]): readonly [Role, Role] | null =>
  APART.find(([one, other]) => roles.includes(one) && roles.includes(other)) ?? null;
