import type { ChallengeRecord, PasskeyRecord } from '../../domain/identity/index.js';
import type {
  Account,
  AdminLinkRecord,
  ApiKeyRecord,
  IdentityStore,
  SessionRecord,
} from '../../domain/identity/ports.js';
import { SAVE, type Savable, saveMaps } from './stores/memory-transactions.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Identity in memory, for tests; it passes the same contract suite as PostgreSQL. */
export function memoryIdentityStore(): IdentityStore & Savable {
  const tables = {
    keys: new Map<string, ApiKeyRecord>(),
    accounts: new Map<string, Account>(),
    federated: new Map<string, string>(),
    sessions: new Map<string, SessionRecord>(),
    links: new Map<string, AdminLinkRecord>(),
    passkeys: new Map<string, PasskeyRecord>(),
    challenges: new Map<string, ChallengeRecord>(),
  };
  return {
    ...memoryKeys(tables),
    ...memoryAccounts(tables),
    ...memorySessions(tables),
    ...memorySmall(tables),
    ...memoryPasskeys(tables),
    [SAVE]: () => saveMaps(Object.values(tables)),
  };
}

interface Tables {
  readonly keys: Map<string, ApiKeyRecord>;
  readonly accounts: Map<string, Account>;
  readonly federated: Map<string, string>;
  readonly sessions: Map<string, SessionRecord>;
  readonly links: Map<string, AdminLinkRecord>;
  readonly passkeys: Map<string, PasskeyRecord>;
  readonly challenges: Map<string, ChallengeRecord>;
}

const sooner = (a: number | null, b: number | undefined): number | null =>
  b === undefined ? a : a === null ? b : Math.min(a, b);

function memoryKeys({ keys }: Tables) {
  const change = (id: string, edit: (key: ApiKeyRecord) => Partial<ApiKeyRecord>): void => {
    const key = keys.get(id);
    if (key !== undefined) keys.set(id, { ...key, ...edit(key) });
  };
  return {
    async insertKey(key: ApiKeyRecord) {
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

function memoryAccounts({ accounts, federated }: Tables) {
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

function memorySessions({ sessions }: Tables) {
  return {
    async insertSession(session: SessionRecord) {
      sessions.set(hex(session.digest), session);
    },
    async session(digest: Uint8Array) {
      return sessions.get(hex(digest)) ?? null;
    },
    async sessionsOf(account: string) {
      const own = [...sessions.values()].filter((session) => session.account === account);
      return own.toSorted((a, b) => b.seenAtMs - a.seenAtMs || hex(a.digest).localeCompare(hex(b.digest)));
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

function memorySmall({ links }: Tables) {
  return {
    async replaceLink(link: AdminLinkRecord, nowMs: number) {
      const purposeOf = ({ purpose }: AdminLinkRecord): string => JSON.stringify(purpose);
      for (const [digest, one] of links)
        if (one.expiresAtMs <= nowMs || purposeOf(one) === purposeOf(link)) links.delete(digest);
      links.set(hex(link.digest), link);
    },
    async link(digest: Uint8Array, nowMs: number) {
      const link = links.get(hex(digest));
      return link === undefined || nowMs >= link.expiresAtMs ? null : link;
    },
    async takeLink(digest: Uint8Array, nowMs: number) {
      const link = links.get(hex(digest));
      links.delete(hex(digest));
      return link === undefined || nowMs >= link.expiresAtMs ? null : link;
    },
  };
}

function memoryPasskeys({ accounts, passkeys, challenges }: Tables) {
  const of = (account: string): PasskeyRecord[] => [...passkeys.values()].filter((one) => one.account === account);
  return {
    async removePassword(id: string) {
      const account = accounts.get(id);
      if (account === undefined || of(id).length === 0) return false;
      accounts.set(id, { ...account, passwordHash: null });
      return true;
    },
    async insertPasskey(passkey: PasskeyRecord) {
      if (passkeys.has(passkey.id)) return false;
      passkeys.set(passkey.id, passkey);
      return true;
    },
    async passkey(id: string) {
      return passkeys.get(id) ?? null;
    },
    async passkeysOf(account: string) {
      return of(account).toSorted((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1));
    },
    async renamePasskey(account: string, id: string, name: string) {
      const passkey = passkeys.get(id);
      if (passkey?.account !== account) return false;
      passkeys.set(id, { ...passkey, name });
      return true;
    },
    async deletePasskey(account: string, id: string) {
      if (passkeys.get(id)?.account !== account) return false;
      if (of(account).length === 1 && accounts.get(account)?.passwordHash == null) return false;
      return passkeys.delete(id);
    },
    async usePasskey(id: string, { from, to, usedAtMs }: { from: number; to: number; usedAtMs: number }) {
      const passkey = passkeys.get(id);
      if (passkey?.counter !== from) return false;
      passkeys.set(id, { ...passkey, counter: to, lastUsedAtMs: usedAtMs });
      return true;
    },
    async insertChallenge(challenge: ChallengeRecord, nowMs: number) {
      for (const [key, { expiresAtMs }] of challenges) if (expiresAtMs <= nowMs) challenges.delete(key);
      challenges.set(hex(challenge.digest), challenge);
    },
    async takeChallenge(digest: Uint8Array, nowMs: number) {
      const challenge = challenges.get(hex(digest));
      challenges.delete(hex(digest));
      return challenge === undefined || nowMs >= challenge.expiresAtMs ? null : challenge;
    },
  };
}
