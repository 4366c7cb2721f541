import { ACCESS_POLICY, type Action, type PolicyRow } from './access-policy.js';
import type { Caller } from './caller.js';
import { ROLES, type Role } from './roles.js';
import { giverOf, type Scope } from './scopes.js';

/** Acts that show or destroy what is held on one person. */
export const PERSONAL_ACTIONS: readonly Action[] = [
  'decision.payload',
  'decision.attributes',
  'opening.read',
  'subject.export',
  'subject.erase',
  'hold.list',
  'hold.set',
  'hold.release',
];

/** Which of the personal acts a role allows, by the one table. */
const personalActs = (roles: readonly Role[]): readonly Action[] =>
  PERSONAL_ACTIONS.filter((action) => {
    const row: PolicyRow = ACCESS_POLICY[action];
    return roles.some((role) => row.roles[role] !== undefined);
  });

/** Whether holders of a role see persons: a role that an administrator neither gives nor opens. */
export const seesPersons = (role: Role): boolean => personalActs([role]).length > 0;

/**
 * Whether holders of some roles may give a role. What sees no person is given by administrators; what does, by those who may do all of it
 * themselves. So nobody becomes by an account of the own making what they are not.
 *
 * @example
 * mayGiveRole(['admin'], 'legal'); // false
 * mayGiveRole(['legal', 'specialist'], 'auditor'); // true
 */
export function mayGiveRole(giver: readonly Role[], role: Role): boolean {
  if (!seesPersons(role)) return giver.includes('admin');
  const own = personalActs(giver);
  return personalActs([role]).every((action) => own.includes(action));
}

/** Whether a caller may put a scope into a key: a key gives what it has, an account what its roles give. */
export function mayGiveScope(caller: Caller, scope: Scope): boolean {
  if (caller.kind === 'key') return caller.scopes.has(scope);
  return caller.kind === 'account' && caller.roles.includes(giverOf(scope));
}

/** Who gives a role, for a message. */
export const giversOf = (role: Role): string =>
  seesPersons(role)
    ? `an account that may do all of it itself (${ROLES[role]}), or \`tribune admin link --role ${role} --data DIR\` on the machine of the service`
    : 'an administrator';
