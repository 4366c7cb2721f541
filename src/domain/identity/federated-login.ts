import type { TribuneError } from '../../core/base/errors.js';
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
  /** When the person proved to the provider who they are, ms since 1970. */
  readonly authenticatedAtMs: number;
  /** Groups that the provider names; empty when it names none. */
  readonly groups: readonly string[];
}

/** Secrets of one sign-in, kept by this server between leaving for the provider and coming back. */
export interface LoginAttempt {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE, RFC 7636. */
  readonly verifier: string;
  /** The person must have proved who they are after this, ms since 1970; null when earlier within the usual age will do. */
  readonly notBeforeMs: number | null;
}

/** An identity provider behind a port. */
export interface OpenIdProvider {
  /** Where to send the browser. `fresh`: the person must prove who they are again, even if the provider knows them. */
  begin(options: { readonly fresh: boolean }): Promise<{ attempt: LoginAttempt; address: URL }>;
  /** The person, once the provider sent the browser back to `callback`; throws `UNAUTHENTICATED`. */
  finish(callback: URL, attempt: LoginAttempt): Promise<VerifiedPerson>;
  /** Where to send the browser to sign out there, too; null when the provider has no such page. */
  endAddress(): Promise<URL | null>;
}

/** Roles that the provider gives: never that of an administrator, which only administrators here give. */
export type ProvidedRole = Exclude<Role, 'admin'>;

/** Who gets an account at the first sign-in: people with a verified address of exactly this domain. */
export interface Provisioning {
  readonly domain: string;
  /** Their role; absent when groups decide. */
  readonly role?: ProvidedRole;
}

/** Which roles the provider's groups give. A group that is not named gives none, and who has no role does not come in. */
export type GroupRoles = Readonly<Record<string, readonly ProvidedRole[]>>;

export interface Admission {
  readonly provisioning?: Provisioning;
  readonly groups?: GroupRoles;
}

export interface Admitted {
  readonly account: Account;
  /** The account is new or its roles are not what they were. */
  readonly changed: boolean;
}

/** Holds a verified person against the accounts. Without an account and without provisioning the answer is no. */
export class FederatedLogin {
  readonly #store: IdentityStore;
  readonly #accounts: Accounts;
  readonly #admission: Admission;

  constructor(store: IdentityStore, accounts: Accounts, admission: Admission = {}) {
    this.#store = store;
    this.#accounts = accounts;
    this.#admission = admission;
  }

  /**
   * The account of a person: by subject, else by verified address, which is then tied to the subject. Where groups are mapped, they decide
   * the roles at every sign-in. Throws `UNAUTHENTICATED`.
   */
  async admit(person: VerifiedPerson): Promise<Admitted> {
    const roles = this.#rolesOf(person.groups);
    const known = await this.#store.federatedAccount(person.issuer, person.subject);
    const { account, isNew } = known === null ? await this.#firstTime(person, roles) : { account: known, isNew: false };
    if (account.disabledAtMs !== null) throw refused();
    // Administrators are made and unmade here, so that the provider can neither give nor take that role.
    if (isNew || roles === null || account.roles.includes('admin') || same(roles, account.roles)) {
      return { account, changed: isNew };
    }
    // Also when nothing is left: the account keeps no role that a group gave and no longer gives.
    const changed = await this.#accounts.change(account.id, { roles });
    if (roles.length === 0) throw refused();
    return { account: changed, changed: true };
  }

  /** The account that this person is tied to, for a step-up: nobody else's, and none that is new. */
  async known({ issuer, subject }: VerifiedPerson): Promise<Account | null> {
    return this.#store.federatedAccount(issuer, subject);
  }

  async #firstTime(
    person: VerifiedPerson,
    roles: readonly Role[] | null,
  ): Promise<{ account: Account; isNew: boolean }> {
    const { issuer, subject, verifiedEmail } = person;
    if (verifiedEmail === null) throw refused();
    const existing = await this.#store.accountByName(verifiedEmail);
    if (existing === null && !this.#mayProvision(verifiedEmail, roles)) throw refused();
    // An address that passed on to another person does not open the account of the first.
    if (existing !== null && (await this.#store.isFederated(issuer, existing.id))) throw refused();
    const account = existing ?? (await this.#create(verifiedEmail, roles));
    await this.#store.linkFederated(issuer, subject, account.id);
    return { account, isNew: existing === null };
  }

  #mayProvision(email: string, roles: readonly Role[] | null): boolean {
    const { provisioning } = this.#admission;
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
    return provisioning !== undefined && domain === provisioning.domain.toLowerCase() && roles?.length !== 0;
  }

  #create(name: string, roles: readonly Role[] | null): Promise<Account> {
    const role = this.#admission.provisioning?.role;
    return this.#accounts.create({ name, password: null, roles: roles ?? (role === undefined ? [] : [role]) });
  }

  /** Null where groups do not decide. */
  #rolesOf(groups: readonly string[]): readonly Role[] | null {
    const mapped = this.#admission.groups;
    if (mapped === undefined) return null;
    return [...new Set(groups.flatMap((group) => (Object.hasOwn(mapped, group) ? mapped[group]! : [])))].toSorted();
  }
}

const same = (one: readonly Role[], other: readonly Role[]): boolean =>
  one.length > 0 && one.length === other.length && one.every((role) => other.includes(role));

/** The same for every reason: who has an account is nobody's business. */
const refused = (): TribuneError =>
  unauthenticated('this person has no account here', 'Ask an administrator for an account under your e-mail address.');
