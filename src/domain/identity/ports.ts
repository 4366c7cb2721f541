import type { Clock, Random } from '../../core/base/clock.js';
import type { PasskeyStore } from './passkey-ports.js';
import type { Role } from './roles.js';
import type { Scope } from './scopes.js';

/** An API key as it is stored, without the key itself. Times are milliseconds since 1970. */
export interface ApiKeyRecord {
  /** Public part of the key, 12 characters, which lists and logs show. */
  readonly id: string;
  readonly name: string;
  /** SHA-256 of the whole key. */
  readonly digest: Uint8Array;
  readonly scopes: readonly Scope[];
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
  readonly revokedAtMs: number | null;
  /** Id of the key that this one succeeds. */
  readonly replaces: string | null;
}

export interface Account {
  readonly id: string;
  /** Name that the person types to sign in; unique without regard to case. */
  readonly name: string;
  /** Hash of the password by Argon2id, in PHC form; null for an account without a password. */
  readonly passwordHash: string | null;
  readonly roles: readonly Role[];
  readonly createdAtMs: number;
  readonly disabledAtMs: number | null;
  /** Who made it, as an actor (`account:ID`, `key:ID`); null for accounts from before this was kept. */
  readonly madeBy?: string | null | undefined;
  /** Who last set its password for somebody else, and so could sign in with it; null for nobody. */
  readonly openedBy?: string | null | undefined;
}

export interface SessionRecord {
  /** SHA-256 of the cookie's token. */
  readonly digest: Uint8Array;
  readonly account: string;
  readonly createdAtMs: number;
  readonly seenAtMs: number;
  /** Time when the person last proved who they are: with password, passkey, or at the identity provider. */
  readonly provedAtMs: number;
  /** How the session began. */
  readonly method: SignInMethod;
  /** Browser and system, such as `Firefox on Linux`, by which the owner recognises the session; empty when unknown. */
  readonly client: string;
}

export type SignInMethod = 'password' | 'passkey' | 'identity-provider' | 'setup';

export interface AdminLinkRecord {
  /** SHA-256 of the token in the link. */
  readonly digest: Uint8Array;
  readonly expiresAtMs: number;
  readonly purpose: LinkPurpose;
}

/** Purpose of a link: it makes a new account with these roles, or sets a new password for this account. */
export type LinkPurpose = { readonly roles: readonly Role[] } | { readonly account: string };

/** Stores keys, accounts, sessions and links. One contract suite runs over every implementation. */
export interface IdentityStore extends PasskeyStore {
  insertKey(key: ApiKeyRecord): Promise<void>;
  keyByDigest(digest: Uint8Array): Promise<ApiKeyRecord | null>;
  key(id: string): Promise<ApiKeyRecord | null>;
  keys(): Promise<ApiKeyRecord[]>;
  touchKey(id: string, usedAtMs: number): Promise<void>;
  /** Sets when a key ends. An earlier end stays, so a key is never revived. */
  endKey(id: string, end: { readonly expiresAtMs?: number; readonly revokedAtMs?: number }): Promise<void>;

  /** Inserts an account; false when the name is taken. */
  insertAccount(account: Account): Promise<boolean>;
  account(id: string): Promise<Account | null>;
  accountByName(name: string): Promise<Account | null>;
  accounts(): Promise<Account[]>;
  updateAccount(account: Account): Promise<void>;
  /** Removes the password; false when the account has no passkey, as the password is then the last way in. */
  removePassword(account: string): Promise<boolean>;
  /** Gives the account that an identity provider knows under this subject. */
  federatedAccount(issuer: string, subject: string): Promise<Account | null>;
  /** Whether the account is tied to any subject of this provider. */
  isFederated(issuer: string, account: string): Promise<boolean>;
  linkFederated(issuer: string, subject: string, account: string): Promise<void>;

  insertSession(session: SessionRecord): Promise<void>;
  session(digest: Uint8Array): Promise<SessionRecord | null>;
  /** Sessions of one account, latest first. */
  sessionsOf(account: string): Promise<SessionRecord[]>;
  touchSession(digest: Uint8Array, change: { readonly seenAtMs?: number; readonly provedAtMs?: number }): Promise<void>;
  deleteSession(digest: Uint8Array): Promise<void>;
  /** Deletes the sessions of one account, except the one to keep. */
  deleteSessionsOf(account: string, keep?: Uint8Array): Promise<void>;
  deleteSessionsBefore(limits: { readonly createdAtMs: number; readonly seenAtMs: number }): Promise<void>;

  /** Inserts a link and deletes every earlier one for the same, so only one of them is valid at a time. */
  replaceLink(link: AdminLinkRecord, nowMs: number): Promise<void>;
  /** Gives the link; null when it is unknown, used or expired. */
  link(digest: Uint8Array, nowMs: number): Promise<AdminLinkRecord | null>;
  /** Gives the link once and deletes it; null when it is unknown, used or expired. */
  takeLink(digest: Uint8Array, nowMs: number): Promise<AdminLinkRecord | null>;
}

/** Time, randomness and hashing, passed in so that tests decide them. */
export interface IdentityRuntime extends Pick<Clock, 'nowMs'>, Random {
  sha256(data: Uint8Array): Uint8Array;
}

/** Hashes passwords with Argon2id. It is a port because hashing is slow on purpose and runs off the main thread. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}
