import type { Role } from './roles.js';

/** What an API key may do. A key holds scopes and nothing else: a key that appends decisions cannot read them. */
export const SCOPES = {
  'decisions:write': 'append decisions',
  'decisions:read': 'read decisions, their receipts and openings, without attributes',
  'explanations:read': 'read why decisions came out as they did, in words as the people they are about are told',
  'labels:write': 'append labels that became known later',
  'attributes:write': 'append attributes that come apart from their decision',
  'attributes:read': 'read attributes',
  'audit:read':
    'audit recorded decisions: in cells of at least 11 people; with decisions:read and attributes:read as recorded',
  'monitor:read':
    'see what is watched and what fires, and nothing that can be counted; with decisions:read and attributes:read every number',
  'stops:read': 'learn what is stopped and what decides instead; a key that may append decisions learns it too',
  'stops:write': 'stop what decides; only two persons resume it',
  'incidents:read': 'read incidents and incident plans',
  'incidents:write': 'open and change incidents, and save incident plans',
  'cases:read': 'see cases of human review, and nothing of what was said in them',
  'cases:write': 'open cases, take appeals, and look after them; only people read them',
  'notices:write': 'make notices with links by which the people decided about see their decision',
  'receipts:read': 'fetch receipts, which show nothing of a decision',
  'openings:read': 'fetch openings, for the subject, their agent or an auditor',
  'ledger:read': 'read checkpoints and tiles while the ledger is not public',
  'subjects:export': 'export everything held on one subject',
  'subjects:erase': 'erase a subject, set and release legal holds',
  'registry:read': 'read systems, models, versions and deployments',
  'registry:write': 'register systems, models, versions and deployments, and store the bytes of models',
  'artifacts:read': 'fetch the bytes of models',
  'keys:write': 'make, rotate and revoke API keys',
  'settings:write': 'change settings, such as whether the ledger is public',
} as const;

export type Scope = keyof typeof SCOPES;

export const SCOPE_NAMES: readonly Scope[] = Object.keys(SCOPES) as Scope[];

export const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);

/**
 * Roles that give the scopes that show or destroy what is stored on people. An administrator gives all other scopes: whoever looks after
 * people and settings must see no person, not even by way of a key.
 */
const PERSONAL: Partial<Record<Scope, Role>> = {
  'decisions:read': 'legal',
  'explanations:read': 'legal',
  // One answer of an audit shows no person, but many answers, subtracted from each other, can.
  'audit:read': 'legal',
  // Whoever makes a link holds it, and a link shows one person.
  'notices:write': 'legal',
  'openings:read': 'legal',
  'subjects:export': 'legal',
  'subjects:erase': 'legal',
  'attributes:read': 'specialist',
};

/** The role whose holders may put a scope into a key. */
export const giverOf = (scope: Scope): Role => PERSONAL[scope] ?? 'admin';

/**
 * Scopes of `tribune admin key --scopes admin`: all that an administrator gives, since a key can only give the scopes it has. None of them
 * shows personal data.
 */
export const ADMIN_SCOPES: readonly Scope[] = SCOPE_NAMES.filter((scope) => giverOf(scope) === 'admin');
