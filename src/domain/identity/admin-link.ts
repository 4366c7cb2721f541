import { TribuneError } from '../../core/base/errors.js';
import { type IdentityActs, type IdentityTx, makeLink, useLink } from './acts.js';
import { linkOfAnother } from './errors.js';
import { passwordReset, setupLinkMade } from './events/index.js';
import {
  accountNamed,
  demandAccount,
  demandPassword,
  prepareAccount,
  saveAccount,
  savePassword,
} from './new-account.js';
import type { Account, AdminLinkRecord, IdentityRuntime, IdentityStore, LinkPurpose, PasswordHasher } from './ports.js';
import { base64Url, SECRET_BYTES, utf8 } from './secret.js';

/** Time for which a link is valid, ms. */
export const ADMIN_LINK_MS: number = 15 * 60_000;

/** Default purpose of a link: it makes an administrator. */
export const NEW_ADMIN: LinkPurpose = { roles: ['admin'] };

/** Actor in the log for what is done with a one-time link, as its user has no account before. */
const SETUP = 'setup';

export interface AdminLinkDeps {
  readonly store: IdentityStore;
  readonly acts: IdentityActs;
  readonly runtime: IdentityRuntime;
  readonly hasher: PasswordHasher;
}

/** One-time links that are made on the machine of the service. Whoever opens one within 15 minutes gets the account that it is for. */
export class AdminLinks {
  readonly #deps: AdminLinkDeps;

  constructor(deps: AdminLinkDeps) {
    this.#deps = deps;
  }

  async anyAdmin(): Promise<boolean> {
    return (await this.#deps.store.accounts()).some((a) => a.disabledAtMs === null && a.roles.includes('admin'));
  }

  /**
   * Makes a link and gives its token, which belongs behind a `#` in an address: browsers do not send that part and servers do not log it.
   * Every earlier link for the same ends; one for another account, such as that of the first administrator, goes on.
   */
  make(purpose: LinkPurpose, by: string): Promise<string> {
    const { token, link } = this.#newLink(purpose);
    return this.#deps.acts.run(makeLink, async (tx) => {
      await tx.identity.replaceLink(link, this.#deps.runtime.nowMs());
      tx.enter(setupLinkMade({ by, ...purpose }));
      return token;
    });
  }

  /** Makes the link for a first administrator when the service starts. No person made it, so it is no entry; its use is one. */
  async makeAtStart(): Promise<string> {
    const { token, link } = this.#newLink(NEW_ADMIN);
    await this.#deps.store.replaceLink(link, this.#deps.runtime.nowMs());
    return token;
  }

  /**
   * Makes the account of the link, or sets its password, and uses the link up. When the name or password is refused, the link stays valid.
   */
  async complete(token: string, who: { readonly name: string; readonly password: string }): Promise<Account> {
    const { store, acts, runtime } = this.#deps;
    const digest = runtime.sha256(utf8(token));
    // The link is checked first, as anyone can call this and hashing a password is expensive.
    const { purpose } = demandLink(await store.link(digest, runtime.nowMs()));
    const work = 'roles' in purpose ? await this.#newAccount(purpose, who) : await this.#newPassword(purpose, who);
    return acts.run(useLink, async (tx) => {
      demandLink(await tx.identity.takeLink(digest, runtime.nowMs()));
      return work(tx);
    });
  }

  async #newAccount(
    { roles }: Extract<LinkPurpose, { readonly roles: unknown }>,
    who: { readonly name: string; readonly password: string },
  ): Promise<(tx: IdentityTx) => Promise<Account>> {
    const account = await prepareAccount({ ...who, roles }, this.#deps);
    return (tx) => saveAccount(tx, account, SETUP);
  }

  /** Prepares a new password. The name given must be that of the account; a disabled account stays disabled. Every session ends. */
  async #newPassword(
    { account: id }: Extract<LinkPurpose, { readonly account: unknown }>,
    { name, password }: { readonly name: string; readonly password: string },
  ): Promise<(tx: IdentityTx) => Promise<Account>> {
    const { store, hasher } = this.#deps;
    const account = await demandAccount(store, id);
    if ((await accountNamed(store, name))?.id !== id) {
      throw linkOfAnother('the link is for an account of another name', {
        remedy: 'Give the name of the account as it stands in the list of accounts.',
      });
    }
    demandPassword(password, account.name);
    const passwordHash = await hasher.hash(password);
    return async (tx) => {
      await savePassword(tx, id, passwordHash);
      tx.enter(passwordReset({ account: id, by: SETUP }));
      return demandAccount(tx.identity, id);
    };
  }

  #newLink(purpose: LinkPurpose): { token: string; link: AdminLinkRecord } {
    const { runtime } = this.#deps;
    const token = base64Url(runtime.randomBytes(SECRET_BYTES));
    const link = { digest: runtime.sha256(utf8(token)), expiresAtMs: runtime.nowMs() + ADMIN_LINK_MS, purpose };
    return { token, link };
  }
}

function demandLink(link: AdminLinkRecord | null): AdminLinkRecord {
  if (link !== null) return link;
  throw new TribuneError('UNAUTHENTICATED', 'the link is unknown, used or older than 15 minutes', {
    remedy: 'Make another on the machine of the service: tribune admin link --data DIR.',
  });
}
