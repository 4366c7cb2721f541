import { TribuneError } from '../../core/base/errors.js';
import type { Accounts } from './accounts.js';
import type { Account, IdentityRuntime, IdentityStore, LinkPurpose } from './ports.js';
import { base64Url, SECRET_BYTES, utf8 } from './secret.js';

/** A link lives this long, ms. */
export const ADMIN_LINK_MS: number = 15 * 60_000;

/** What a link does unless told otherwise. */
export const NEW_ADMIN: LinkPurpose = { roles: ['admin'] };

/** One-time links of the machine of the service: whoever opens one within 15 minutes gets the account that it is for. */
export class AdminLinks {
  readonly #store: IdentityStore;
  readonly #runtime: IdentityRuntime;

  constructor(store: IdentityStore, runtime: IdentityRuntime) {
    this.#store = store;
    this.#runtime = runtime;
  }

  async anyAdmin(): Promise<boolean> {
    return (await this.#store.accounts()).some((a) => a.disabledAtMs === null && a.roles.includes('admin'));
  }

  /** The token; belongs behind a `#`, which browsers do not send and servers do not log. Every earlier link ends. */
  async make(purpose: LinkPurpose = NEW_ADMIN): Promise<string> {
    const token = base64Url(this.#runtime.randomBytes(SECRET_BYTES));
    const digest = this.#runtime.sha256(utf8(token));
    await this.#store.replaceLink({ digest, expiresAtMs: this.#runtime.nowMs() + ADMIN_LINK_MS, purpose });
    return token;
  }

  /** Uses the link up: makes the account, or sets its password. A name or password that is refused leaves the link as it was. */
  async complete(
    token: string,
    who: { name: string; password: string },
    accounts: Accounts,
  ): Promise<{ account: Account; isNew: boolean }> {
    const link = await this.#store.takeLink(this.#runtime.sha256(utf8(token)), this.#runtime.nowMs());
    if (link === null) {
      throw new TribuneError('UNAUTHENTICATED', 'the link is unknown, used or older than 15 minutes', {
        remedy: 'Make another on the machine of the service: tribune admin link --data DIR.',
      });
    }
    try {
      const { purpose } = link;
      if ('roles' in purpose) return { account: await accounts.create({ ...who, roles: purpose.roles }), isNew: true };
      return { account: await accounts.open(purpose.account, who), isNew: false };
    } catch (cause) {
      // With its old end: refused tries must not keep a link alive.
      await this.#store.replaceLink(link);
      throw cause;
    }
  }
}
