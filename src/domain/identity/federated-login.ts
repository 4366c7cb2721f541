import type { TribuneError } from '../../core/base/errors.js';
import { admitPerson, type IdentityActs, type IdentityTx } from './acts.js';
import { unauthenticated } from './api-keys.js';
import { changeAccountIn } from './change-account.js';
import { accountWithoutPassword, demandRoles, saveAccount } from './new-account.js';
import type { Account, IdentityRuntime, IdentityStore } from './ports.js';
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

export interface FederatedLoginDeps {
  readonly store: IdentityStore;
  readonly acts: IdentityActs;
  readonly runtime: IdentityRuntime;
}

/** Who gave the roles of a person that the provider vouches for, in the log. */
const PROVIDER = 'identity provider';

/** Holds a verified person against the accounts. Without an account and without provisioning the answer is no. */
export class FederatedLogin {
  readonly #deps: FederatedLoginDeps;
  readonly #admission: Admission;

  constructor(deps: FederatedLoginDeps, admission: Admission = {}) {
    this.#deps = deps;
    this.#admission = admission;
  }

  /**
   * The account of a person: by subject, else by verified address, which is then tied to the subject. Where groups are mapped, they decide
   * the roles at every sign-in. Throws `UNAUTHENTICATED`.
   */
  async admit(person: VerifiedPerson): Promise<Account> {
    const roles = this.#rolesOf(person.groups);
    const account = await this.#deps.acts.run(admitPerson, async (tx) => {
      const known = await tx.identity.federatedAccount(person.issuer, person.subject);
      const found = known ?? (await this.#firstTime(tx, person, roles));
      if (found.disabledAtMs !== null) throw refused();
      // Administrators are made and unmade here, so that the provider can neither give nor take that role.
      if (roles === null || found.roles.includes('admin')) return found;
      return changeAccountIn(
        tx,
        found.id,
        { roles: demandRoles(roles) },
        { by: PROVIDER, nowMs: this.#deps.runtime.nowMs() },
      );
    });
    // Only now, so that it stands: the account keeps no role that a group gave and no longer gives.
    if (roles?.length === 0 && !account.roles.includes('admin')) throw refused();
    return account;
  }

  /** The account that this person is tied to, for a step-up: nobody else's, and none that is new. */
  async known({ issuer, subject }: VerifiedPerson): Promise<Account | null> {
    return this.#deps.store.federatedAccount(issuer, subject);
  }

  async #firstTime(tx: IdentityTx, person: VerifiedPerson, roles: readonly Role[] | null): Promise<Account> {
    const { issuer, subject, verifiedEmail } = person;
    if (verifiedEmail === null) throw refused();
    const existing = await tx.identity.accountByName(verifiedEmail);
    if (existing === null && !this.#mayProvision(verifiedEmail, roles)) throw refused();
    // An address that passed on to another person does not open the account of the first.
    if (existing !== null && (await tx.identity.isFederated(issuer, existing.id))) throw refused();
    const account = existing ?? (await this.#create(tx, verifiedEmail, roles));
    await tx.identity.linkFederated(issuer, subject, account.id);
    return account;
  }

  #mayProvision(email: string, roles: readonly Role[] | null): boolean {
    const { provisioning } = this.#admission;
    const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
    return provisioning !== undefined && domain === provisioning.domain.toLowerCase() && roles?.length !== 0;
  }

  #create(tx: IdentityTx, name: string, given: readonly Role[] | null): Promise<Account> {
    const role = this.#admission.provisioning?.role;
    const roles = given ?? (role === undefined ? [] : [role]);
    return saveAccount(tx, accountWithoutPassword({ name, roles }, this.#deps.runtime), PROVIDER);
  }

  /** Null where groups do not decide. */
  #rolesOf(groups: readonly string[]): readonly Role[] | null {
    const mapped = this.#admission.groups;
    if (mapped === undefined) return null;
    return [...new Set(groups.flatMap((group) => (Object.hasOwn(mapped, group) ? mapped[group]! : [])))].toSorted();
  }
}

/** The same for every reason: who has an account is nobody's business. */
const refused = (): TribuneError =>
  unauthenticated('this person has no account here', 'Ask an administrator for an account under your e-mail address.');
