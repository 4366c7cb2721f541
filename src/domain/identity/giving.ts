import type { AccessTable, Action } from './access-table.js';
import type { Caller } from './caller.js';
import { ROLES, type Role } from './roles.js';
import { giverOf, type Scope } from './scopes.js';

/** Actions that show or destroy what is stored on one person and that these roles allow. */
const personalActs = (access: AccessTable, roles: readonly Role[]): readonly Action[] =>
  access.actions.filter((action) => {
    const row = access.row(action)!;
    return row.personal === true && roles.some((role) => row.roles[role] !== undefined);
  });

/** Whether holders of a role see data of single persons; an administrator can neither give nor extend such a role. */
export const seesPersons = (access: AccessTable, role: Role): boolean => personalActs(access, [role]).length > 0;

/**
 * Whether holders of some roles may give a role. An administrator gives the roles that see no person; a role that does is given by those
 * who may do all of it themselves. So nobody can gain a right by making an account for themselves.
 *
 * @example
 * mayGiveRole(access, ['admin'], 'legal'); // false
 * mayGiveRole(access, ['legal', 'specialist'], 'auditor'); // true
 */
export function mayGiveRole(access: AccessTable, giver: readonly Role[], role: Role): boolean {
  if (!seesPersons(access, role)) return giver.includes('admin');
  const own = personalActs(access, giver);
  return personalActs(access, [role]).every((action) => own.includes(action));
}

/** Whether a caller may put a scope into a key: a key can give the scopes that it has, an account those that its roles give. */
export function mayGiveScope(caller: Caller, scope: Scope): boolean {
  if (caller.kind === 'key') return caller.scopes.has(scope);
  return caller.kind === 'account' && caller.roles.includes(giverOf(scope));
}

/** Names the roles that may give a role, for a message. */
export const giversOf = (access: AccessTable, role: Role): string =>
  seesPersons(access, role)
    ? `an account that may do all of it itself (${ROLES[role]}), or \`tribune admin link --role ${role} --data DIR\` on the machine of the service`
    : 'an administrator';
