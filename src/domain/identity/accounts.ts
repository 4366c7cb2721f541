import { hasAtMost } from '../../core/base/characters.js';
import { TribuneError } from '../../core/base/errors.js';
import { demandAccountName } from './account-name.js';
import { unauthenticated } from './api-keys.js';
import { MAX_PASSWORD, MIN_PASSWORD } from './limits.js';
import type { Account, IdentityRuntime, IdentityStore, PasswordHasher } from './ports.js';
import { clashOf, isRole, ROLE_NAMES, type Role } from './roles.js';
import { uuid4 } from './secret.js';

/** A shorter name stands in many a good password by chance. */
const MIN_TELLING_NAME = 4;
export interface NewAccount {
  readonly name: string;
  readonly password: string | null;
  readonly roles: readonly Role[];
}

export interface AccountChange {
  readonly roles?: readonly Role[];
  readonly disabled?: boolean;
  readonly password?: string;
}

/** Local accounts. */
export class Accounts {
  readonly #store: IdentityStore;
  readonly #runtime: IdentityRuntime;
  readonly #hasher: PasswordHasher;
  #decoy: Promise<string> | null = null;

  constructor(store: IdentityStore, runtime: IdentityRuntime, hasher: PasswordHasher) {
    this.#store = store;
    this.#runtime = runtime;
    this.#hasher = hasher;
  }

  async create({ name, password, roles }: NewAccount): Promise<Account> {
    demandAccountName(name);
    if (password !== null) demandPassword(password, name);
    const folded = foldName(name);
    const isTaken = (await this.#store.accounts()).some((other) => foldName(other.name) === folded);
    const account: Account = {
      id: uuid4(this.#runtime.randomBytes(16)),
      name: name.normalize('NFC'),
      passwordHash: password === null ? null : await this.#hasher.hash(password),
      roles: demandRoles(roles),
      createdAtMs: this.#runtime.nowMs(),
      disabledAtMs: null,
    };
    if (!isTaken && (await this.#store.insertAccount(account))) return account;
    throw new TribuneError('CONFLICT', `the name "${name}" is taken`, { remedy: 'Choose another name.' });
  }

  /** The account, when name and password fit. Says the same, and takes the same time, for a wrong name and a wrong password. */
  async verify(name: string, password: string): Promise<Account> {
    const account = await this.#byName(name);
    const hash = account?.passwordHash ?? (await this.#decoyHash());
    const usable = password !== '' && hasAtMost(password, MAX_PASSWORD);
    const right = usable && (await this.#hasher.verify(hash, password));
    if (right && account?.passwordHash != null && account.disabledAtMs === null) return account;
    throw unauthenticated('name or password is wrong', 'Try again, or ask an administrator for a new password.');
  }

  /** The own password. Every session ends. Throws `FORBIDDEN` for an account that only the identity provider lets in. */
  async changePassword(id: string, password: string): Promise<void> {
    const account = await this.demand(id);
    if (account.passwordHash === null && (await this.#store.passkeysOf(id)).length === 0) {
      throw new TribuneError('FORBIDDEN', 'this account signs in with the identity provider', {
        remedy: 'Change the password there.',
      });
    }
    await this.#setPassword(account, password);
  }

  /** From now on the account signs in with its passkeys alone; throws `CONFLICT` when it has none. */
  async removePassword(id: string): Promise<void> {
    if (await this.#store.removePassword(id)) return;
    throw new TribuneError('CONFLICT', 'the password is the last way into the account', {
      remedy: 'Add a passkey first.',
    });
  }

  /** Roles, whether it may sign in at all, a new password for one who lost it. Every session ends, so that a lost role is lost at once. */
  async change(id: string, change: AccountChange): Promise<Account> {
    const account = await this.demand(id);
    const disabledAtMs = change.disabled === true ? (account.disabledAtMs ?? this.#runtime.nowMs()) : null;
    const changed: Account = {
      ...account,
      roles: change.roles === undefined ? account.roles : demandRoles(change.roles),
      disabledAtMs: change.disabled === undefined ? account.disabledAtMs : disabledAtMs,
    };
    await this.#demandAdminLeft(account, changed);
    if (change.password !== undefined) await this.#setPassword(changed, change.password);
    else await this.#store.updateAccount(changed);
    await this.#store.deleteSessionsOf(id);
    return changed;
  }

  /** A new password by a one-time link; the name must be that of the account, which stays disabled if it is. Every session ends. */
  async open(id: string, { name, password }: { readonly name: string; readonly password: string }): Promise<Account> {
    const account = await this.demand(id);
    if ((await this.#byName(name))?.id !== id) {
      throw new TribuneError('USAGE', 'the link is for an account of another name', {
        remedy: 'Give the name of the account as it stands in the list of accounts.',
      });
    }
    await this.#setPassword(account, password);
    return account;
  }

  /** The account of this name; throws for one that is not there. */
  async named(name: string): Promise<Account> {
    const account = await this.#byName(name);
    if (account !== null) return account;
    throw new TribuneError('NOT_FOUND', `there is no account of the name "${name}"`, { remedy: 'List the accounts.' });
  }

  list(): Promise<Account[]> {
    return this.#store.accounts();
  }

  async demand(id: string): Promise<Account> {
    const account = await this.#store.account(id);
    if (account !== null) return account;
    throw new TribuneError('NOT_FOUND', `there is no account ${id}`, {
      remedy: 'List the accounts and use the id of one.',
    });
  }

  /** As it was typed when the account is older than the rule for names, else in the one form. */
  async #byName(name: string): Promise<Account | null> {
    return (await this.#store.accountByName(name)) ?? this.#store.accountByName(name.normalize('NFC'));
  }

  async #setPassword(account: Account, password: string): Promise<void> {
    demandPassword(password, account.name);
    await this.#store.updateAccount({ ...account, passwordHash: await this.#hasher.hash(password) });
    await this.#store.deleteSessionsOf(account.id);
  }

  async #demandAdminLeft(before: Account, changed: Account): Promise<void> {
    if (!isAdmin(before) || isAdmin(changed)) return;
    const others = (await this.#store.accounts()).filter(({ id }) => id !== changed.id);
    if (others.some(isAdmin)) return;
    throw new TribuneError('CONFLICT', 'no administrator would be left', {
      remedy: 'Make another administrator first.',
    });
  }

  #decoyHash(): Promise<string> {
    this.#decoy ??= this.#hasher.hash(uuid4(this.#runtime.randomBytes(16)));
    return this.#decoy;
  }
}

const isAdmin = ({ disabledAtMs, roles }: Account): boolean => disabledAtMs === null && roles.includes('admin');

/** What two names must not share: they would look the same in a list. */
const foldName = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFKC');

function demandPassword(password: string, name: string): void {
  const long = !hasAtMost(password, MIN_PASSWORD - 1) && hasAtMost(password, MAX_PASSWORD);
  const distinct = new Set(password).size;
  const holdsName = name.length >= MIN_TELLING_NAME && password.toLowerCase().includes(name.toLowerCase());
  if (long && distinct >= 5 && !holdsName) return;
  const remedy = `Use ${MIN_PASSWORD} to ${MAX_PASSWORD} characters, at least five different, without the account's name.`;
  throw new TribuneError('USAGE', 'the password is too easy to guess or too long', { remedy });
}

function demandRoles(roles: readonly Role[]): readonly Role[] {
  const unknown = roles.find((role) => !isRole(role));
  if (unknown !== undefined) {
    throw new TribuneError('USAGE', `there is no role ${unknown}`, { remedy: `Roles: ${ROLE_NAMES.join(', ')}.` });
  }
  const clash = clashOf(roles);
  if (clash === null) return [...new Set(roles)];
  throw new TribuneError('USAGE', `one account cannot be both ${clash.join(' and ')}`, {
    remedy: 'Use two accounts, better of two people: who administers sees no person, who audits changes nothing.',
  });
}
