import type { Account, KeptKey, KeptSession } from '../../domain/identity/ports.js';
import type { Role } from '../../domain/identity/roles.js';
import type { Scope } from '../../domain/identity/scopes.js';

/** PostgreSQL gives bigint as text. */
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
}

export interface SessionRow {
  readonly digest: Uint8Array;
  readonly account: string;
  readonly created_at: Big;
  readonly seen_at: Big;
  readonly proved_at: Big;
}

const numberOrNull = (value: Big | null): number | null => (value === null ? null : Number(value));

export const toKey = (row: KeyRow): KeptKey => ({
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
});

export const toSession = (row: SessionRow): KeptSession => ({
  digest: row.digest,
  account: row.account,
  createdAtMs: Number(row.created_at),
  seenAtMs: Number(row.seen_at),
  provedAtMs: Number(row.proved_at),
});
