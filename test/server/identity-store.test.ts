import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresIdentityStore } from '../../src/adapters/identity/postgres-identity-store.js';
import { openStore, type Store } from '../../src/adapters/store/open-store.js';
import { memoryIdentityStore } from '../../src/apps/testing/memory-identity-store.js';
import type { Account, IdentityStore, KeptKey } from '../../src/domain/identity/ports.js';
import { dataFolder } from './support/real.js';

const folder = dataFolder();
let store: Store;
beforeAll(async () => {
  store = await openStore({ dataDir: `${folder.dir}/data`, createPostgresUser: true });
}, 60_000);
afterAll(async () => {
  await store.close();
  folder.remove();
});

const bytes = (): Uint8Array => new Uint8Array(randomBytes(32));
const aKey = (fields: Partial<KeptKey> = {}): KeptKey => ({
  ...{ id: randomBytes(6).toString('hex'), name: 'n', digest: bytes(), scopes: ['decisions:write'], createdBy: 'c' },
  ...{ createdAtMs: 1000, expiresAtMs: null, lastUsedAtMs: null, revokedAtMs: null, replaces: null },
  ...fields,
});
const anAccount = (fields: Partial<Account> = {}): Account => ({
  ...{ id: crypto.randomUUID(), name: `p-${crypto.randomUUID()}`, passwordHash: 'h', roles: ['auditor'] },
  ...{ createdAtMs: 1000, disabledAtMs: null },
  ...fields,
});

const implementations: [string, () => IdentityStore][] = [
  ['memory', memoryIdentityStore],
  ['PostgreSQL', () => postgresIdentityStore(store.sql)],
];

describe.each(implementations)('identity store in %s', (_name, make) => {
  it('gives back keys by digest and id, as they were', async () => {
    const s = make();
    const key = aKey({ expiresAtMs: 5000, replaces: 'x' });
    await s.insertKey(key);
    const plain = (k: KeptKey | null) => k && { ...k, digest: Buffer.from(k.digest).toString('hex') };
    expect(plain(await s.keyByDigest(key.digest))).toEqual(plain(key));
    expect(plain(await s.key(key.id))).toEqual(plain(key));
    expect(await s.keyByDigest(bytes())).toBeNull();
    expect((await s.keys()).map(({ id }) => id)).toContain(key.id);
  });

  it('ends a key at the sooner of two ends and never revives it', async () => {
    const s = make();
    const key = aKey({ expiresAtMs: 5000 });
    await s.insertKey(key);
    await s.endKey(key.id, { expiresAtMs: 9000 });
    expect((await s.key(key.id))?.expiresAtMs).toBe(5000);
    await s.endKey(key.id, { expiresAtMs: 3000 });
    await s.endKey(key.id, { revokedAtMs: 100 });
    await s.endKey(key.id, { revokedAtMs: 200 });
    expect(await s.key(key.id)).toMatchObject({ expiresAtMs: 3000, revokedAtMs: 100 });
  });

  it('keeps the latest use of a key', async () => {
    const s = make();
    const key = aKey();
    await s.insertKey(key);
    await s.touchKey(key.id, 70);
    await s.touchKey(key.id, 50);
    expect((await s.key(key.id))?.lastUsedAtMs).toBe(70);
  });

  it('refuses a second account of the same name in another case', async () => {
    const s = make();
    const account = anAccount();
    expect(await s.insertAccount(account)).toBe(true);
    expect(await s.insertAccount(anAccount({ name: account.name.toUpperCase() }))).toBe(false);
    expect(await s.accountByName(account.name.toUpperCase())).toEqual(account);
    expect(await s.account('nonsense')).toBeNull();
  });

  it('changes an account whole', async () => {
    const s = make();
    const account = anAccount();
    await s.insertAccount(account);
    const changed: Account = { ...account, roles: ['admin', 'legal'], passwordHash: null, disabledAtMs: 7 };
    await s.updateAccount(changed);
    expect(await s.account(account.id)).toEqual(changed);
  });

  it('knows an account by what an identity provider calls it, for good', async () => {
    const s = make();
    const [one, other] = [anAccount(), anAccount()];
    await s.insertAccount(one);
    await s.insertAccount(other);
    const subject = crypto.randomUUID();
    await s.linkFederated('https://idp', subject, one.id);
    await s.linkFederated('https://idp', subject, other.id);
    expect((await s.federatedAccount('https://idp', subject))?.id).toBe(one.id);
    expect(await s.federatedAccount('https://other', subject)).toBeNull();
  });

  it('ends sessions one by one, by account and by age', async () => {
    const s = make();
    const account = anAccount();
    await s.insertAccount(account);
    const begin = async (createdAtMs: number, seenAtMs: number) => {
      const digest = bytes();
      await s.insertSession({ digest, account: account.id, createdAtMs, seenAtMs, provedAtMs: createdAtMs });
      return digest;
    };
    const [a, b, c, d] = [await begin(100, 900), await begin(500, 600), await begin(500, 900), await begin(500, 900)];
    await s.deleteSessionsBefore({ createdAtMs: 200, seenAtMs: 700 });
    const there = async () => Promise.all([a, b, c, d].map(async (x) => (await s.session(x)) !== null));
    expect(await there()).toEqual([false, false, true, true]);
    await s.touchSession(c, { seenAtMs: 950, provedAtMs: 940 });
    expect(await s.session(c)).toMatchObject({ createdAtMs: 500, seenAtMs: 950, provedAtMs: 940 });
    await s.deleteSessionsOf(account.id, c);
    expect(await there()).toEqual([false, false, true, false]);
    await s.deleteSession(c);
    expect(await there()).toEqual([false, false, false, false]);
  });

  it('gives a link once, and not after its time', async () => {
    const s = make();
    const [one, late] = [bytes(), bytes()];
    await s.insertLink({ digest: one, expiresAtMs: 1000 });
    await s.insertLink({ digest: late, expiresAtMs: 1000 });
    expect(await s.takeLink(bytes(), 10)).toBe(false);
    expect([await s.takeLink(one, 999), await s.takeLink(one, 999)]).toEqual([true, false]);
    expect(await s.takeLink(late, 1000)).toBe(false);
  });

  it('gives a link to one of two who come at once', async () => {
    const s = make();
    const digest = bytes();
    await s.insertLink({ digest, expiresAtMs: 1000 });
    expect((await Promise.all([s.takeLink(digest, 10), s.takeLink(digest, 10)])).toSorted()).toEqual([false, true]);
  });

  it('keeps settings as values, false and null apart', async () => {
    const s = make();
    const name = crypto.randomUUID();
    expect(await s.setting(name)).toBeNull();
    await s.writeSetting(name, true);
    await s.writeSetting(name, false);
    expect(await s.setting(name)).toBe(false);
  });
});
