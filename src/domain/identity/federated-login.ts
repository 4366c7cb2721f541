import type { Accounts } from './accounts.js';
import { unauthenticated } from './api-keys.js';
import type { Account, IdentityStore } from './ports.js';
import type { Role } from './roles.js';

/** What an identity provider vouches for, after every check of OpenID Connect Core section 3.1.3.7. */
export interface VerifiedPerson {
  readonly issuer: string;
  readonly subject: string;
  /** Null unless the provider says that it verified the address. */
  readonly verifiedEmail: string | null;
}

/** Secrets of one sign-in, kept by this server between leaving for the provider and coming back. */
export interface LoginAttempt {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE, RFC 7636. */
  readonly verifier: string;
}

/** An identity provider behind a port. */
export interface OpenIdProvider {
  /** Where to send the browser. */
  begin(): Promise<{ attempt: LoginAttempt; address: URL }>;
  /** The person, once the provider sent the browser back to `callback`; throws `UNAUTHENTICATED`. */
  finish(callback: URL, attempt: LoginAttempt): Promise<VerifiedPerson>;
}

/** Who gets an account at the first sign-in: people with a verified address of exactly this domain, with this role. */
export interface Provisioning {
  readonly domain: string;
  readonly role: Exclude<Role, 'admin'>;
}

export interface Admitted {
  readonly account: Account;
  readonly isNew: boolean;
}

/** Holds a verified person against the accounts. Without an account and without provisioning the answer is no. */
export class FederatedLogin {
  readonly #store: IdentityStore;
  readonly #accounts: Accounts;
  readonly #provisioning: Provisioning | null;

  constructor(store: IdentityStore, accounts: Accounts, provisioning: Provisioning | null = null) {
    this.#store = store;
    this.#accounts = accounts;
    this.#provisioning = provisioning;
  }

  /** The account of a person: by subject, else by verified address, which is then tied to the subject. Throws `UNAUTHENTICATED`. */
  async admit(person: VerifiedPerson): Promise<Admitted> {
    const known = await this.#store.federatedAccount(person.issuer, person.subject);
    const admitted = known === null ? await this.#firstTime(person) : { account: known, isNew: false };
    if (admitted.account.disabledAtMs !== null) throw refused();
    return admitted;
  }

  async #firstTime({ issuer, subject, verifiedEmail }: VerifiedPerson): Promise<Admitted> {
    if (verifiedEmail === null) throw refused();
    const existing = await this.#store.accountByName(verifiedEmail);
    if (existing === null && !this.#mayProvision(verifiedEmail)) throw refused();
    // An address that passed on to another person does not open the account of the first.
    if (existing !== null && (await this.#store.isFederated(issuer, existing.id))) throw refused();
    const account = existing ?? (await this.#create(verifiedEmail));
    await this.#store.linkFederated(issuer, subject, account.id);
    return { account, isNew: existing === null };
  }

  #mayProvision(email: string): boolean {
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
    return this.#provisioning !== null && domain === this.#provisioning.domain.toLowerCase();
  }

  #create(name: string): Promise<Account> {
    return this.#accounts.create({ name, password: null, roles: [this.#provisioning!.role] });
  }
}

/** The same for every reason: who has an account is nobody's business. */
const refused = () =>
  unauthenticated('this person has no account here', 'Ask an administrator for an account under your e-mail address.');
