import { hasAtMost } from '../../core/base/characters.js';
import { demandAccountName } from './account-name.js';
import type { IdentityTx } from './acts.js';
import { accountUnknown, nameTaken, passwordWeak, rolesClash, roleUnknown } from './errors.js';
import { roleGranted } from './events/index.js';
import { MAX_PASSWORD, MIN_PASSWORD } from './limits.js';
import type { Account, IdentityRuntime, IdentityStore, PasswordHasher } from './ports.js';
import { clashOf, isRole, ROLE_NAMES, type Role } from './roles.js';
import { uuid4 } from './secret.js';

/** Shortest name that a password must not contain; shorter names occur in many a good password by chance. */
const MIN_TELLING_NAME = 4;

export interface NewAccount {
  readonly name: string;
  readonly password: string | null;
  readonly roles: readonly Role[];
}

/** Prepares an account without saving it: hashing a password takes long, and no transaction should wait for it. */
export async function prepareAccount(
  { password, ...wanted }: NewAccount,
  { runtime, hasher }: { readonly runtime: IdentityRuntime; readonly hasher: PasswordHasher },
): Promise<Account> {
  const account = accountWithoutPassword(wanted, runtime);
  if (password === null) return account;
  demandPassword(password, wanted.name);
  return { ...account, passwordHash: await hasher.hash(password) };
}

/** Prepares an account without saving it, for a person whom the identity provider vouches for. */
export function accountWithoutPassword(
  { name, roles }: Omit<NewAccount, 'password'>,
  runtime: IdentityRuntime,
): Account {
  demandAccountName(name);
  return {
    id: uuid4(runtime.randomBytes(16)),
    name: name.normalize('NFC'),
    passwordHash: null,
    roles: demandRoles(roles),
    createdAtMs: runtime.nowMs(),
    disabledAtMs: null,
  };
}

/** Saves a prepared account and enters its roles. Throws `CONFLICT` when the name is taken. */
export async function saveAccount(tx: IdentityTx, account: Account, by: string): Promise<Account> {
  const { id, name, roles } = account;
  const folded = foldName(name);
  const isTaken = (await tx.identity.accounts()).some((other) => foldName(other.name) === folded);
  if (isTaken || !(await tx.identity.insertAccount({ ...account, madeBy: by }))) {
    throw nameTaken(`the name "${name}" is taken`, { remedy: 'Choose another name.' });
  }
  tx.enter(roleGranted({ account: id, roles, by }));
  return { ...account, madeBy: by };
}

/** Gives the account of an id; throws `NOT_FOUND`. */
export async function demandAccount(store: Pick<IdentityStore, 'account'>, id: string): Promise<Account> {
  const account = await store.account(id);
  if (account !== null) return account;
  throw accountUnknown(`there is no account ${id}`, {
    remedy: 'List the accounts and use the id of one.',
  });
}

/** Finds an account by name. Accounts older than the rule for names are stored as the name was typed, all others in the form NFC. */
export async function accountNamed(store: Pick<IdentityStore, 'accountByName'>, name: string): Promise<Account | null> {
  return (await store.accountByName(name)) ?? store.accountByName(name.normalize('NFC'));
}

/** Saves the hash of a new password; every session ends. */
export async function savePassword(tx: IdentityTx, id: string, passwordHash: string): Promise<void> {
  await tx.identity.updateAccount({ ...(await demandAccount(tx.identity, id)), passwordHash });
  await tx.identity.deleteSessionsOf(id);
}

/** Gives the form in which no two names may be equal, as they would look the same in a list. */
const foldName = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFKC');

/** Throws `INVALID` for a password that is easy to guess or too long. */
export function demandPassword(password: string, name: string): void {
  const long = !hasAtMost(password, MIN_PASSWORD - 1) && hasAtMost(password, MAX_PASSWORD);
  const distinct = new Set(password).size;
  const holdsName = name.length >= MIN_TELLING_NAME && password.toLowerCase().includes(name.toLowerCase());
  if (long && distinct >= 5 && !holdsName) return;
  const remedy = `Use ${MIN_PASSWORD} to ${MAX_PASSWORD} characters, at least five different, without the account's name.`;
  throw passwordWeak('the password is too easy to guess or too long', { remedy });
}

/** Gives the roles, each once. Throws `INVALID` for an unknown role, and for two that one account must not hold together. */
export function demandRoles(roles: readonly Role[]): readonly Role[] {
  const unknown = roles.find((role) => !isRole(role));
  if (unknown !== undefined) {
    throw roleUnknown(`there is no role ${unknown}`, { remedy: `Roles: ${ROLE_NAMES.join(', ')}.` });
  }
  const clash = clashOf(roles);
  if (clash === null) return [...new Set(roles)];
  throw rolesClash(`one account cannot be both ${clash.join(' and ')}`, {
    remedy: 'Use two accounts, better of two people: who administers sees no person, who audits changes nothing.',
  });
}
