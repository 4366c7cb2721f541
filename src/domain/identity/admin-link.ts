import { TribuneError } from '../../core/errors.js';
import type { Accounts } from './accounts.js';
import type { Account, IdentityMachine, IdentityStore } from './ports.js';
import { base64Url, SECRET_BYTES, utf8 } from './secret.js';

/** A link to make the first administrator lives this long, ms. */
export const ADMIN_LINK_MS: number = 15 * 60_000;

/** The one-time link: whoever opens it within 15 minutes makes an administrator. */
export class AdminLinks {
  readonly #store: IdentityStore;
  readonly #machine: IdentityMachine;

  constructor(store: IdentityStore, machine: IdentityMachine) {
    this.#store = store;
    this.#machine = machine;
  }

  async anyAdmin(): Promise<boolean> {
    return (await this.#store.accounts()).some((a) => a.disabledAtMs === null && a.roles.includes('admin'));
  }

  /** The token; belongs behind a `#`, which browsers do not send and servers do not log. Every earlier link ends. */
  async make(): Promise<string> {
    const token = base64Url(this.#machine.randomBytes(SECRET_BYTES));
    const digest = this.#machine.sha256(utf8(token));
    await this.#store.replaceLink({ digest, expiresAtMs: this.#machine.nowMs() + ADMIN_LINK_MS });
    return token;
  }

  /** Uses the link up and makes the administrator. A name or password that is refused leaves the link as it was. */
  async complete(token: string, who: { name: string; password: string }, accounts: Accounts): Promise<Account> {
    const link = await this.#store.takeLink(this.#machine.sha256(utf8(token)), this.#machine.nowMs());
    if (link === null) {
      throw new TribuneError('UNAUTHENTICATED', 'the link is unknown, used or older than 15 minutes', {
        remedy: 'Make another on the machine of the service: tribune admin link --data DIR.',
      });
    }
    try {
      return await accounts.create({ ...who, roles: ['admin'] });
    } catch (cause) {
      // With its old end: refused tries must not keep a link alive.
      await this.#store.replaceLink(link);
      throw cause;
    }
  }
}
