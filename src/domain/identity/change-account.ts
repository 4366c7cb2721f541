import type { IdentityTx } from './acts.js';
import { lastAdministrator } from './errors.js';
import { accountDisabled, accountEnabled, passwordReset, roleGranted } from './events/index.js';
import { demandAccount } from './new-account.js';
import type { Account } from './ports.js';
import type { Role } from './roles.js';

/** Wanted properties of an account; a property that is left out stays as it is. */
export interface WantedAccount {
  readonly roles?: readonly Role[] | undefined;
  readonly disabled?: boolean | undefined;
  /** Hash of a new password. */
  readonly passwordHash?: string | undefined;
}

/**
 * Changes an account and enters each property that changed. Every session ends then, so that a lost role is lost at once; without any
 * change nothing is written. Throws `CONFLICT` when no administrator would be left.
 */
export async function changeAccountIn(
  tx: IdentityTx,
  id: string,
  { roles, disabled, passwordHash }: WantedAccount,
  { by, nowMs }: { readonly by: string; readonly nowMs: number },
): Promise<Account> {
  const account = await demandAccount(tx.identity, id);
  const isOtherRoles = roles !== undefined && !sameRoles(roles, account.roles);
  const isSwitched = disabled !== undefined && disabled !== (account.disabledAtMs !== null);
  const isReset = passwordHash !== undefined;
  if (!isOtherRoles && !isSwitched && !isReset) return account;
  const changed: Account = {
    ...account,
    roles: isOtherRoles ? roles : account.roles,
    disabledAtMs: isSwitched ? (disabled ? nowMs : null) : account.disabledAtMs,
    passwordHash: passwordHash ?? account.passwordHash,
    openedBy: isReset ? by : account.openedBy,
  };
  await demandAdminLeft(tx, account, changed);
  await tx.identity.updateAccount(changed);
  await tx.identity.deleteSessionsOf(id);
  if (isOtherRoles) tx.enter(roleGranted({ account: id, roles, by }));
  if (isSwitched) tx.enter(disabled ? accountDisabled({ account: id, by }) : accountEnabled({ account: id, by }));
  if (isReset) tx.enter(passwordReset({ account: id, by }));
  return changed;
}

/**
 * Gives an account other roles, without an entry: the act that does it has one of its own. Every session ends then.
 *
 * @returns false where it has them already
 */
export async function changeRolesIn(
  tx: Pick<IdentityTx, 'identity'>,
  id: string,
  roles: readonly Role[],
): Promise<boolean> {
  const account = await demandAccount(tx.identity, id);
  if (sameRoles(roles, account.roles)) return false;
  const changed: Account = { ...account, roles };
  await demandAdminLeft(tx, account, changed);
  await tx.identity.updateAccount(changed);
  await tx.identity.deleteSessionsOf(id);
  return true;
}

/** Opens an account that is closed, without an entry: the act that does it has one of its own. @returns false where it is open already */
export async function openAccountIn(tx: Pick<IdentityTx, 'identity'>, id: string): Promise<boolean> {
  const account = await demandAccount(tx.identity, id);
  if (account.disabledAtMs === null) return false;
  await tx.identity.updateAccount({ ...account, disabledAtMs: null });
  return true;
}

/** Whether two lists name the same roles. */
export const sameRoles = (one: readonly Role[], other: readonly Role[]): boolean =>
  one.length === other.length && one.every((role) => other.includes(role));

async function demandAdminLeft(
  { identity }: Pick<IdentityTx, 'identity'>,
  before: Account,
  changed: Account,
): Promise<void> {
  if (!isAdmin(before) || isAdmin(changed)) return;
  const others = (await identity.accounts()).filter(({ id }) => id !== changed.id);
  if (others.some(isAdmin)) return;
  throw lastAdministrator('no administrator would be left', {
    remedy: 'Make another administrator first.',
  });
}

const isAdmin = ({ disabledAtMs, roles }: Account): boolean => disabledAtMs === null && roles.includes('admin');
