import { TribuneError } from '../../core/errors.js';
import { unauthenticated } from './api-keys.js';
import type { Account, IdentityMachine, IdentityStore, PasswordHasher } from './ports.js';
import { isRole, ROLE_NAMES, type Role } from './roles.js';
import { uuid4 } from './secret.js';

/** NIST SP 800-63B: length is what counts; at least 8, we ask for more; long ones must be allowed but not without end. */
const MIN_PASSWORD = 12;
const MAX_PASSWORD = 256;
const NAME = /^[^\s\p{Cc}]{1,200}$/u;

export interface NewAccount {
  readonly name: string;
  readonly password: string | null;
  readonly roles: readonly Role[];
}

/** Local accounts. */
export class Accounts {
  readonly #store: IdentityStore;
  readonly #machine: IdentityMachine;
  readonly #hasher: PasswordHasher;
  #decoy: Promise<string> | null = null;

  constructor(store: IdentityStore, machine: IdentityMachine, hasher: PasswordHasher) {
    this.#store = store;
    this.#machine = machine;
    this.#hasher = hasher;
  }

  async create({ name, password, roles }: NewAccount): Promise<Account> {
    demandName(name);
    if (password !== null) demandPassword(password, name);
    const account: Account = {
      id: uuid4(this.#machine.randomBytes(16)),
      name,
      passwordHash: password === null ? null : await this.#hasher.hash(password),
      roles: demandRoles(roles),
      createdAtMs: this.#machine.nowMs(),
      disabledAtMs: null,
    };
    if (await this.#store.insertAccount(account)) return account;
    throw new TribuneError('USAGE', `the name "${name}" is taken`, { remedy: 'Choose another name.' });
  }

  /** The account, when name and password fit. Says the same, and takes the same time, for a wrong name and a wrong password. */
  async verify(name: string, password: string): Promise<Account> {
    const account = await this.#store.accountByName(name);
    const hash = account?.passwordHash ?? (await this.#decoyHash());
    const usable = password.length > 0 && password.length <= MAX_PASSWORD;
    const right = usable && (await this.#hasher.verify(hash, password));
    if (right && account?.passwordHash != null && account.disabledAtMs === null) return account;
    throw unauthenticated('name or password is wrong', 'Try again, or ask an administrator for a new password.');
  }

  async changePassword(id: string, password: string): Promise<void> {
    const account = await this.demand(id);
    demandPassword(password, account.name);
    await this.#store.updateAccount({ ...account, passwordHash: await this.#hasher.hash(password) });
    await this.#store.deleteSessionsOf(id);
  }

  /** Roles or whether it may sign in at all. Every session ends, so that a lost role is lost at once. */
  async change(
    id: string,
    change: { readonly roles?: readonly Role[]; readonly disabled?: boolean },
  ): Promise<Account> {
    const account = await this.demand(id);
    const disabledAtMs = change.disabled === true ? (account.disabledAtMs ?? this.#machine.nowMs()) : null;
    const changed: Account = {
      ...account,
      roles: change.roles === undefined ? account.roles : demandRoles(change.roles),
      disabledAtMs: change.disabled === undefined ? account.disabledAtMs : disabledAtMs,
    };
    await this.#demandAdminLeft(changed);
    await this.#store.updateAccount(changed);
    await this.#store.deleteSessionsOf(id);
    return changed;
  }

  list(): Promise<Account[]> {
    return this.#store.accounts();
  }

  async demand(id: string): Promise<Account> {
    const account = await this.#store.account(id);
    if (account !== null) return account;
    throw new TribuneError('USAGE', `there is no account ${id}`, {
      remedy: 'List the accounts and use the id of one.',
    });
  }

  async #demandAdminLeft(changed: Account): Promise<void> {
    const isAdmin = (a: Account): boolean => a.disabledAtMs === null && a.roles.includes('admin');
    const after = (await this.#store.accounts()).map((a) => (a.id === changed.id ? changed : a));
    if (after.some(isAdmin)) return;
    throw new TribuneError('USAGE', 'no administrator would be left', { remedy: 'Make another administrator first.' });
  }

  #decoyHash(): Promise<string> {
    this.#decoy ??= this.#hasher.hash(uuid4(this.#machine.randomBytes(16)));
    return this.#decoy;
  }
}

function demandName(name: string): void {
  if (NAME.test(name)) return;
  throw new TribuneError('USAGE', 'the name of the account is not usable', {
    remedy: 'Use 1 to 200 characters without spaces.',
  });
}

function demandPassword(password: string, name: string): void {
  const long = password.length >= MIN_PASSWORD && password.length <= MAX_PASSWORD;
  const distinct = new Set(password).size;
  if (long && distinct >= 5 && !password.toLowerCase().includes(name.toLowerCase())) return;
  const remedy = `Use ${MIN_PASSWORD} to ${MAX_PASSWORD} characters, at least five different, without the account's name.`;
  throw new TribuneError('USAGE', 'the password is too easy to guess or too long', { remedy });
}

function demandRoles(roles: readonly Role[]): readonly Role[] {
  const unknown = roles.find((role) => !isRole(role));
  if (unknown === undefined) return [...new Set(roles)];
  throw new TribuneError('USAGE', `there is no role ${unknown}`, { remedy: `Roles: ${ROLE_NAMES.join(', ')}.` });
}
