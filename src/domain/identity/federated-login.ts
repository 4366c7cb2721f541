import type { TribuneError } from '../../core/base/errors.js';
import { admitPerson, type IdentityActs, type IdentityTx } from './acts.js';
import { unauthenticated } from './api-keys.js';
import { changeAccountIn } from './change-account.js';
import { accountWithoutPassword, demandRoles, saveAccount } from './new-account.js';
import type { Account, IdentityRuntime, IdentityStore } from './ports.js';
import type { Role } from './roles.js';

/** A person as the identity provider vouches for them, after every check of OpenID Connect Core section 3.1.3.7. */
export interface VerifiedPerson {
  readonly issuer: string;
  readonly subject: string;
  /** E-mail address that the provider verified; null unless the provider says so. */
  readonly verifiedEmail: string | null;
  /** Time when the person proved to the provider who they are, ms since 1970. */
  readonly authenticatedAtMs: number;
  /** Groups that the provider names; empty when it names none. */
  readonly groups: readonly string[];
}

/** Secrets of one sign-in. The server stores them while the browser is at the provider. */
export interface LoginAttempt {
  readonly state: string;
  readonly nonce: string;
  /** Code verifier of PKCE (RFC 7636). */
  readonly verifier: string;
  /** Time after which the person must have proved who they are, ms since 1970; null when an earlier proof of the usual age will do. */
  readonly notBeforeMs: number | null;
}

/** Port of an identity provider. */
export interface OpenIdProvider {
  /**
   * Starts a sign-in and gives the address for the browser. `fresh`: the person must prove again who they are, even if the provider knows
   * them.
   */
  begin(options: { readonly fresh: boolean }): Promise<{ attempt: LoginAttempt; address: URL }>;
  /** Gives the person once the provider sent the browser back to `callback`; throws `UNAUTHENTICATED`. */
  finish(callback: URL, attempt: LoginAttempt): Promise<VerifiedPerson>;
  /** Address where the browser signs out at the provider, too; null when the provider has no such page. */
  endAddress(): Promise<URL | null>;
}

/** Roles that the provider can give: all but administrator, which only administrators here give. */
export type ProvidedRole = Exclude<Role, 'admin'>;

/** Says who gets an account at the first sign-in: people with a verified address of exactly this domain. */
export interface Provisioning {
  readonly domain: string;
  /** Role of the new accounts; absent when groups decide. */
  readonly role?: ProvidedRole;
}

/** Roles that the groups of the provider give. A group that is not named gives none, and a person without a role is not let in. */
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

/** Actor in the log for roles that the provider gives. */
const PROVIDER = 'identity provider';

/** Matches a verified person with the accounts. Without an account and without provisioning, the person is refused. */
export class FederatedLogin {
  readonly #deps: FederatedLoginDeps;
  readonly #admission: Admission;

  constructor(deps: FederatedLoginDeps, admission: Admission = {}) {
    this.#deps = deps;
    this.#admission = admission;
  }

  /**
   * Gives the account of a person: the one of the subject, else the one of the verified address, which is then tied to the subject. Where
   * groups are mapped, they decide the roles at every sign-in. Throws `UNAUTHENTICATED`.
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
    // The person is refused only after the change, so that the change stands: the account keeps no role that a group no longer gives.
    if (roles?.length === 0 && !account.roles.includes('admin')) throw refused();
    return account;
  }

  /** Gives the account that is tied to this person, for a step-up; no account is made or tied here. */
  async known({ issuer, subject }: VerifiedPerson): Promise<Account | null> {
    return this.#deps.store.federatedAccount(issuer, subject);
  }

  async #firstTime(tx: IdentityTx, person: VerifiedPerson, roles: readonly Role[] | null): Promise<Account> {
    const { issuer, subject, verifiedEmail } = person;
    if (verifiedEmail === null) throw refused();
    const existing = await tx.identity.accountByName(verifiedEmail);
    if (existing === null && !this.#mayProvision(verifiedEmail, roles)) throw refused();
    // An address that now belongs to another person does not open the account of the first one.
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

  /** Roles that the groups give; null where groups do not decide. */
  #rolesOf(groups: readonly string[]): readonly Role[] | null {
    const mapped = this.#admission.groups;
    if (mapped === undefined) return null;
    return [...new Set(groups.flatMap((group) => (Object.hasOwn(mapped, group) ? mapped[group]! : [])))].toSorted();
  }
}

/** The error is the same for every reason, so that strangers do not learn who has an account. */
const refused = (): TribuneError =>
  unauthenticated('this person has no account here', 'Ask an administrator for an account under your e-mail address.');
