import type { ChallengeRecord, PasskeyCeremony, PasskeyRecord, Role, Scope } from '../../../domain/identity/index.js';
import type { Account, ApiKeyRecord, SessionRecord, SignInMethod } from '../../../domain/identity/ports.js';

/** A bigint of the database, which the driver gives as text. */
type Big = string;

export interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly digest: Uint8Array;
  readonly scopes: readonly Scope[];
  readonly created_at: Big;
  readonly created_by: string;
  readonly expires_at: Big | null;
  readonly last_used_at: Big | null;
  readonly revoked_at: Big | null;
  readonly replaces: string | null;
}

export interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly password_hash: string | null;
  readonly roles: readonly Role[];
  readonly created_at: Big;
  readonly disabled_at: Big | null;
  readonly made_by: string | null;
  readonly opened_by: string | null;
}

export interface SessionRow {
  readonly digest: Uint8Array;
  readonly account: string;
  readonly created_at: Big;
  readonly seen_at: Big;
  readonly proved_at: Big;
  readonly method: SignInMethod;
  readonly client: string;
}

export interface PasskeyRow {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly public_key: Uint8Array;
  readonly counter: Big;
  readonly transports: readonly string[];
  readonly created_at: Big;
  readonly last_used_at: Big | null;
}

export interface ChallengeRow {
  readonly digest: Uint8Array;
  readonly challenge: Uint8Array;
  readonly ceremony: PasskeyCeremony;
  readonly account: string | null;
  readonly expires_at: Big;
}

const numberOrNull = (value: Big | null): number | null => (value === null ? null : Number(value));

export const toKey = (row: KeyRow): ApiKeyRecord => ({
  id: row.id,
  name: row.name,
  digest: row.digest,
  scopes: row.scopes,
  createdAtMs: Number(row.created_at),
  createdBy: row.created_by,
  expiresAtMs: numberOrNull(row.expires_at),
  lastUsedAtMs: numberOrNull(row.last_used_at),
  revokedAtMs: numberOrNull(row.revoked_at),
  replaces: row.replaces,
});

export const toAccount = (row: AccountRow): Account => ({
  id: row.id,
  name: row.name,
  passwordHash: row.password_hash,
  roles: row.roles,
  createdAtMs: Number(row.created_at),
  disabledAtMs: numberOrNull(row.disabled_at),
  madeBy: row.made_by,
  openedBy: row.opened_by,
});

export const toSession = (row: SessionRow): SessionRecord => ({
  digest: row.digest,
  account: row.account,
  createdAtMs: Number(row.created_at),
  seenAtMs: Number(row.seen_at),
  provedAtMs: Number(row.proved_at),
  method: row.method,
  client: row.client,
});

export const toPasskey = (row: PasskeyRow): PasskeyRecord => ({
  id: row.id,
  account: row.account,
  name: row.name,
  publicKey: row.public_key,
  counter: Number(row.counter),
  transports: row.transports,
  createdAtMs: Number(row.created_at),
  lastUsedAtMs: numberOrNull(row.last_used_at),
});

export const toChallenge = (row: ChallengeRow): ChallengeRecord => ({
  digest: row.digest,
  challenge: row.challenge,
  ceremony: row.ceremony,
  account: row.account,
  expiresAtMs: Number(row.expires_at),
});
