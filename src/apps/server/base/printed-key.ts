import type { Scope } from '../../../domain/identity/index.js';
import type { ApiKeyRecord } from '../../../domain/identity/ports.js';

const timeOrNull = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** An API key as lists show it, never with its secret. */
export interface PrintedKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: string | null;
  readonly createdBy: string;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  readonly replaces: string | null;
}

export const printKey = (kept: ApiKeyRecord): PrintedKey => ({
  id: kept.id,
  name: kept.name,
  scopes: kept.scopes,
  createdAt: timeOrNull(kept.createdAtMs),
  createdBy: kept.createdBy,
  expiresAt: timeOrNull(kept.expiresAtMs),
  lastUsedAt: timeOrNull(kept.lastUsedAtMs),
  revokedAt: timeOrNull(kept.revokedAtMs),
  replaces: kept.replaces,
});
