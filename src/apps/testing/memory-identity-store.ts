import type { Account, IdentityStore, KeptKey, KeptLink, KeptSession } from '../../domain/identity/ports.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Identity in memory, for tests; holds to the same contract suite as PostgreSQL. */
export function memoryIdentityStore(): IdentityStore {
  return { ...memoryKeys(), ...memoryAccounts(), ...memorySessions(), ...memorySmall() };
}

const sooner = (a: number | null, b: number | undefined): number | null =>
  b === undefined ? a : a === null ? b : Math.min(a, b);

function memoryKeys() {
  const keys = new Map<string, KeptKey>();
  const change = (id: string, edit: (key: KeptKey) => Partial<KeptKey>): void => {
    const key = keys.get(id);
    if (key !== undefined) keys.set(id, { ...key, ...edit(key) });
  };
  return {
    async insertKey(key: KeptKey) {
      keys.set(key.id, key);
    },
    async keyByDigest(digest: Uint8Array) {
      return [...keys.values()].find((key) => hex(key.digest) === hex(digest)) ?? null;
    },
    async key(id: string) {
      return keys.get(id) ?? null;
    },
    async keys() {
      return [...keys.values()];
    },
    async touchKey(id: string, usedAtMs: number) {
      change(id, (key) => ({ lastUsedAtMs: Math.max(key.lastUsedAtMs ?? 0, usedAtMs) }));
    },
    async endKey(id: string, end: { expiresAtMs?: number; revokedAtMs?: number }) {
      change(id, (key) => ({
        expiresAtMs: sooner(key.expiresAtMs, end.expiresAtMs),
        revokedAtMs: key.revokedAtMs ?? end.revokedAtMs ?? null,
      }));
    },
  };
}

function memoryAccounts() {
  const accounts = new Map<string, Account>();
  const federated = new Map<string, string>();
  const byName = (name: string): Account | null =>
    [...accounts.values()].find((account) => account.name.toLowerCase() === name.toLowerCase()) ?? null;
  return {
    async insertAccount(account: Account) {
      if (byName(account.name) !== null) return false;
      accounts.set(account.id, account);
      return true;
    },
    async account(id: string) {
      return accounts.get(id) ?? null;
    },
    async accountByName(name: string) {
      return byName(name);
    },
    async accounts() {
      return [...accounts.values()];
    },
    async updateAccount(account: Account) {
      if (accounts.has(account.id)) accounts.set(account.id, account);
    },
    async isFederated(issuer: string, account: string) {
      return [...federated].some(([key, id]) => id === account && key.startsWith(`${issuer}\n`));
    },
    async federatedAccount(issuer: string, subject: string) {
      return accounts.get(federated.get(`${issuer}\n${subject}`) ?? '') ?? null;
    },
    async linkFederated(issuer: string, subject: string, account: string) {
      const key = `${issuer}\n${subject}`;
      if (!federated.has(key)) federated.set(key, account);
    },
  };
}

function memorySessions() {
  const sessions = new Map<string, KeptSession>();
  return {
    async insertSession(session: KeptSession) {
      sessions.set(hex(session.digest), session);
    },
    async session(digest: Uint8Array) {
      return sessions.get(hex(digest)) ?? null;
    },
    async touchSession(digest: Uint8Array, change: { seenAtMs?: number; provedAtMs?: number }) {
      const session = sessions.get(hex(digest));
      if (session !== undefined) sessions.set(hex(digest), { ...session, ...change });
    },
    async deleteSession(digest: Uint8Array) {
      sessions.delete(hex(digest));
    },
    async deleteSessionsOf(account: string, keep?: Uint8Array) {
      for (const [key, session] of sessions) {
        if (session.account === account && (keep === undefined || key !== hex(keep))) sessions.delete(key);
      }
    },
    async deleteSessionsBefore(limits: { createdAtMs: number; seenAtMs: number }) {
      for (const [key, session] of sessions) {
        if (session.createdAtMs < limits.createdAtMs || session.seenAtMs < limits.seenAtMs) sessions.delete(key);
      }
    },
  };
}

function memorySmall() {
  const links = new Map<string, number>();
  const settings = new Map<string, unknown>();
  return {
    async insertLink({ digest, expiresAtMs }: KeptLink) {
      links.set(hex(digest), expiresAtMs);
    },
    async takeLink(digest: Uint8Array, nowMs: number) {
      const expiresAtMs = links.get(hex(digest));
      links.delete(hex(digest));
      return expiresAtMs !== undefined && nowMs < expiresAtMs;
    },
    async setting(name: string) {
      return settings.get(name) ?? null;
    },
    async writeSetting(name: string, value: unknown) {
      settings.set(name, value);
    },
  };
}
