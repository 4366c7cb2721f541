import { hasAtMost } from '../../core/base/characters.js';
import { TribuneError } from '../../core/base/errors.js';
import { type TakesTwo, takesTwo } from '../settings/index.js';
import { changeAccount, changePassword, createAccount, type IdentityActs, removePassword } from './acts.js';
import { unauthenticated } from './api-keys.js';
import { changeAccountIn } from './change-account.js';
import { accountUnknown, lastWayIn } from './errors.js';
import { passwordChanged, passwordRemoved } from './events/index.js';
import { MAX_PASSWORD } from './limits.js';
import {
  accountNamed,
  demandAccount,
  demandPassword,
  demandRoles,
  type NewAccount,
  prepareAccount,
  saveAccount,
  savePassword,
} from './new-account.js';
import type { Account, IdentityRuntime, IdentityStore, PasswordHasher } from './ports.js';
import type { Role } from './roles.js';
import { uuid4 } from './secret.js';

export interface AccountChange {
  readonly roles?: readonly Role[];
  readonly disabled?: boolean;
  readonly password?: string;
}

export interface AccountDeps {
  readonly store: IdentityStore;
  readonly acts: IdentityActs;
  readonly runtime: IdentityRuntime;
  readonly hasher: PasswordHasher;
  /** What takes two persons here that one does elsewhere. */
  readonly takesTwo: () => Promise<readonly TakesTwo[]>;
}

/** Manages local accounts. Every act is entered in the log; `by` says who did it. */
export class Accounts {
  readonly #deps: AccountDeps;
  #decoy: Promise<string> | null = null;

  constructor(deps: AccountDeps) {
    this.#deps = deps;
  }

  /** Creates an account; throws `CONFLICT` when the name is taken, and for an administrator where two persons do what one does elsewhere. */
  async create(wanted: NewAccount, by: string): Promise<Account> {
    if (isAdministrator(wanted.roles)) await this.#demandNobodyAlone();
    const account = await prepareAccount(wanted, this.#deps);
    return this.#deps.acts.run(createAccount, (tx) => saveAccount(tx, account, by));
  }

  /**
   * Gives the account when name and password fit. The error and the time it takes are the same for a wrong name and a wrong password, so
   * that strangers do not learn which names exist.
   */
  async verify(name: string, password: string): Promise<Account> {
    const account = await accountNamed(this.#deps.store, name);
    const hash = account?.passwordHash ?? (await this.#decoyHash());
    const usable = password !== '' && hasAtMost(password, MAX_PASSWORD);
    const right = usable && (await this.#deps.hasher.verify(hash, password));
    if (right && account?.passwordHash != null && account.disabledAtMs === null) return account;
    throw unauthenticated('name or password is wrong', 'Try again, or ask an administrator for a new password.');
  }

  /** Changes the person's own password; every session ends. Throws `FORBIDDEN` for an account that only the identity provider lets in. */
  async changePassword(id: string, password: string): Promise<void> {
    const { store, acts, hasher } = this.#deps;
    const { name, passwordHash: old } = await this.demand(id);
    if (old === null && (await store.passkeysOf(id)).length === 0) {
      throw new TribuneError('FORBIDDEN', 'this account signs in with the identity provider', {
        remedy: 'Change the password there.',
      });
    }
    demandPassword(password, name);
    const passwordHash = await hasher.hash(password);
    await acts.run(changePassword, async (tx) => {
      await savePassword(tx, id, passwordHash);
      tx.enter(passwordChanged({ account: id }));
    });
  }

  /** Removes the password, so that only passkeys open the account; throws `CONFLICT` when it has none. */
  removePassword(id: string): Promise<void> {
    return this.#deps.acts.run(removePassword, async (tx) => {
      const before = await tx.identity.account(id);
      if (!(await tx.identity.removePassword(id))) {
        throw lastWayIn('the password is the last way into the account', {
          remedy: 'Add a passkey first.',
        });
      }
      if (before?.passwordHash != null) tx.enter(passwordRemoved({ account: id }));
    });
  }

  /** Changes the roles of an account, whether it may sign in, or its lost password. Every session ends if anything really changes. */
  async change(id: string, { roles, disabled, password }: AccountChange, by: string): Promise<Account> {
    const { acts, hasher, runtime } = this.#deps;
    const { name, roles: held, disabledAtMs } = await this.demand(id);
    if (disabled === false && disabledAtMs !== null && isAdministrator(held)) await this.#demandNobodyAlone();
    const wanted = { disabled, roles: roles === undefined ? undefined : demandRoles(roles) };
    if (roles !== undefined) await this.#demandOne();
    if (password !== undefined && isAdministrator(held)) await this.#demandNobodyAlone();
    if (password !== undefined) demandPassword(password, name);
    const passwordHash = password === undefined ? undefined : await hasher.hash(password);
    const nowMs = runtime.nowMs();
    return acts.run(changeAccount, (tx) => changeAccountIn(tx, id, { ...wanted, passwordHash }, { by, nowMs }));
  }

  /** Gives the account of this name; throws when there is none. */
  async named(name: string): Promise<Account> {
    const account = await accountNamed(this.#deps.store, name);
    if (account !== null) return account;
    throw accountUnknown(`there is no account of the name "${name}"`, { remedy: 'List the accounts.' });
  }

  list(): Promise<Account[]> {
    return this.#deps.store.accounts();
  }

  demand(id: string): Promise<Account> {
    return demandAccount(this.#deps.store, id);
  }

  /** Refuses roles that one person would give or take where that takes two. */
  async #demandOne(): Promise<void> {
    if (!(await this.#deps.takesTwo()).includes('roles')) return;
    throw takesTwo('the roles of accounts are changed by two persons here', {
      remedy: 'Propose them: tribune agreement propose --of NAME --role ROLE; another person confirms.',
    });
  }

  /** Refuses what would give one person the account of a second one, under which they confirm what they proposed. */
  async #demandNobodyAlone(): Promise<void> {
    if ((await this.#deps.takesTwo()).length === 0) return;
    throw takesTwo('nobody makes or opens the account of an administrator alone here', {
      remedy:
        'Make it without the role, and propose the role (tribune agreement propose); one that is closed is opened by two in the same way. A lost password is set by tribune admin link --account NAME on the machine of the service.',
    });
  }

  #decoyHash(): Promise<string> {
    this.#decoy ??= this.#deps.hasher.hash(uuid4(this.#deps.runtime.randomBytes(16)));
    return this.#decoy;
  }
}

const isAdministrator = (roles: readonly Role[]): boolean => roles.includes('admin');
