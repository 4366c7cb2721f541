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

/** A link lives this long, ms. */
export const ADMIN_LINK_MS: number = 15 * 60_000;

/** What a link does unless told otherwise. */
export const NEW_ADMIN: LinkPurpose = { roles: ['admin'] };

/** Who did what a one-time link allows, in the log. */
const SETUP = 'setup';

export interface AdminLinkDeps {
  readonly store: IdentityStore;
  readonly acts: IdentityActs;
  readonly runtime: IdentityRuntime;
  readonly hasher: PasswordHasher;
}

/** One-time links of the machine of the service: whoever opens one within 15 minutes gets the account that it is for. */
export class AdminLinks {
  readonly #deps: AdminLinkDeps;

  constructor(deps: AdminLinkDeps) {
    this.#deps = deps;
  }

  async anyAdmin(): Promise<boolean> {
    return (await this.#deps.store.accounts()).some((a) => a.disabledAtMs === null && a.roles.includes('admin'));
  }

  /** The token; belongs behind a `#`, which browsers do not send and servers do not log. Every earlier link ends. */
  make(purpose: LinkPurpose, by: string): Promise<string> {
    const { token, link } = this.#newLink(purpose);
    return this.#deps.acts.run(makeLink, async (tx) => {
      await tx.identity.replaceLink(link);
      tx.enter(setupLinkMade({ by, ...purpose }));
      return token;
    });
  }

  /** The link for a first administrator that the service makes itself when it starts: nobody's act, so it is no entry. Using it is one. */
  async makeAtStart(): Promise<string> {
    const { token, link } = this.#newLink(NEW_ADMIN);
    await this.#deps.store.replaceLink(link);
    return token;
  }

  /** Uses the link up: makes the account, or sets its password. A name or password that is refused leaves the link as it was. */
  async complete(token: string, who: { readonly name: string; readonly password: string }): Promise<Account> {
    const { store, acts, runtime } = this.#deps;
    const digest = runtime.sha256(utf8(token));
    // Strangers may ask: without a link nothing is hashed for them.
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

  /** The name must be that of the account, which stays disabled if it is. Every session ends. */
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
