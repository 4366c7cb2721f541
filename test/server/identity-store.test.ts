import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresIdentityStore } from '../../src/adapters/postgres/identity/postgres-identity-store.js';
import { openStore, type Store } from '../../src/adapters/postgres/open-store.js';
import { memoryIdentityStore } from '../../src/apps/testing/memory-identity-store.js';
import type { ChallengeRecord, PasskeyRecord } from '../../src/domain/identity/passkey-ports.js';
import type { Account, ApiKeyRecord, IdentityStore } from '../../src/domain/identity/ports.js';
import { layCluster } from '../support/laid-cluster.js';
import { dataFolder } from './support/real.js';

const folder = dataFolder();
let store: Store;
beforeAll(async () => {
  await layCluster(`${folder.dir}/data`);
  store = await openStore({ dataDir: `${folder.dir}/data`, createPostgresUser: true });
}, 60_000);
afterAll(async () => {
  await store.close();
  folder.remove();
});

const bytes = (): Uint8Array => new Uint8Array(randomBytes(32));
const aKey = (fields: Partial<ApiKeyRecord> = {}): ApiKeyRecord => ({
  id: randomBytes(6).toString('hex'),
  name: 'n',
  digest: bytes(),
  scopes: ['decisions:write'],
  createdBy: 'c',
  createdAtMs: 1000,
  expiresAtMs: null,
  lastUsedAtMs: null,
  revokedAtMs: null,
  replaces: null,
  ...fields,
});
const anAccount = (fields: Partial<Account> = {}): Account => ({
  id: crypto.randomUUID(),
  name: `p-${crypto.randomUUID()}`,
  passwordHash: 'h',
  roles: ['auditor'],
  createdAtMs: 1000,
  disabledAtMs: null,
  ...{ madeBy: null, openedBy: null },
  ...fields,
});

const purpose = { roles: ['legal'] } as const;
const implementations: [string, () => IdentityStore][] = [
  ['memory', memoryIdentityStore],
  ['PostgreSQL', () => postgresIdentityStore(store.sql)],
];

describe.each(implementations)('identity store in %s', (_name, make) => {
  it('gives back keys by digest and id, as they were', async () => {
    const s = make();
    const key = aKey({ expiresAtMs: 5000, replaces: 'x' });
    await s.insertKey(key);
    const plain = (k: ApiKeyRecord | null) => k && { ...k, digest: Buffer.from(k.digest).toString('hex') };
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
    const changed: Account = {
      ...account,
      roles: ['admin', 'legal'],
      passwordHash: null,
      disabledAtMs: 7,
      openedBy: 'account:b',
    };
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
    expect(await s.isFederated('https://idp', one.id)).toBe(true);
    expect(await s.isFederated('https://other', one.id)).toBe(false);
    expect(await s.isFederated('https://idp', other.id)).toBe(false);
    expect(await s.isFederated('https://i', one.id)).toBe(false);
  });

  it('ends sessions one by one, by account and by age', async () => {
    const s = make();
    const account = anAccount();
    await s.insertAccount(account);
    const begin = async (createdAtMs: number, seenAtMs: number) => {
      const digest = bytes();
      const times = { createdAtMs, seenAtMs, provedAtMs: createdAtMs };
      await s.insertSession({ digest, account: account.id, method: 'passkey', client: 'Firefox on Linux', ...times });
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
    await s.replaceLink({ digest: one, expiresAtMs: 1000, purpose }, 10);
    expect(await s.takeLink(bytes(), 10)).toBeNull();
    expect(await s.takeLink(one, 999)).toMatchObject({ expiresAtMs: 1000, purpose });
    expect(await s.takeLink(one, 999)).toBeNull();
    await s.replaceLink({ digest: late, expiresAtMs: 1000, purpose }, 10);
    expect(await s.takeLink(late, 1000)).toBeNull();
  });

  it('keeps a link when another is made for somebody else', async () => {
    const s = make();
    const [first, other] = [bytes(), bytes()];
    await s.replaceLink({ digest: first, expiresAtMs: 1000, purpose }, 10);
    await s.replaceLink({ digest: other, expiresAtMs: 1000, purpose: { roles: ['auditor', 'incident-lead'] } }, 10);
    expect((await s.takeLink(first, 10)) !== null).toBe(true);
    expect(await s.takeLink(other, 10)).toMatchObject({ purpose: { roles: ['auditor', 'incident-lead'] } });
  });

  it('removes what expired when a link is made for anybody', async () => {
    const s = make();
    const [first, other] = [bytes(), bytes()];
    await s.replaceLink({ digest: first, expiresAtMs: 1000, purpose }, 10);
    await s.replaceLink({ digest: other, expiresAtMs: 2000, purpose: { roles: ['auditor'] } }, 1000);
    // By an earlier clock it would still be there.
    expect([await s.link(first, 10), (await s.link(other, 10)) !== null]).toEqual([null, true]);
  });

  it('keeps one link for the same at a time', async () => {
    const s = make();
    const [first, second] = [bytes(), bytes()];
    await s.replaceLink({ digest: first, expiresAtMs: 1000, purpose }, 10);
    await s.replaceLink({ digest: second, expiresAtMs: 1000, purpose }, 10);
    expect([await s.takeLink(first, 10), (await s.takeLink(second, 10)) !== null]).toEqual([null, true]);
  });

  it('gives a link to one of two who come at once', async () => {
    const s = make();
    const digest = bytes();
    await s.replaceLink({ digest, expiresAtMs: 1000, purpose }, 10);
    const taken = await Promise.all([s.takeLink(digest, 10), s.takeLink(digest, 10)]);
    expect(taken.filter((link) => link !== null)).toHaveLength(1);
  });

  const aPasskey = (fields: Partial<PasskeyRecord> = {}): PasskeyRecord => ({
    id: randomBytes(16).toString('base64url'),
    account: crypto.randomUUID(),
    name: 'phone',
    publicKey: bytes(),
    counter: 0,
    transports: ['internal'],
    createdAtMs: 1000,
    lastUsedAtMs: null,
    ...fields,
  });
  const withPasskeys = async (passwordHash: string | null, n: number) => {
    const s = make();
    const account = anAccount({ passwordHash });
    await s.insertAccount(account);
    const passkeys = Array.from({ length: n }, (_, i) => aPasskey({ account: account.id, createdAtMs: 1000 + i }));
    for (const passkey of passkeys) await s.insertPasskey(passkey);
    return { s, account: account.id, passkeys };
  };
  const plainPasskey = (p: PasskeyRecord | null) => p && { ...p, publicKey: Buffer.from(p.publicKey).toString('hex') };

  it('gives back passkeys as they were, oldest first, and registers none twice', async () => {
    const { s, account, passkeys } = await withPasskeys('h', 2);
    expect((await s.passkeysOf(account)).map(plainPasskey)).toEqual(passkeys.map(plainPasskey));
    expect(plainPasskey(await s.passkey(passkeys[1]!.id))).toEqual(plainPasskey(passkeys[1]!));
    expect(await s.insertPasskey({ ...passkeys[0]!, name: 'again' })).toBe(false);
    expect(await s.passkey('nonsense')).toBeNull();
  });

  it('renames and removes a passkey only for the account that has it', async () => {
    const { s, account, passkeys } = await withPasskeys('h', 1);
    const { id } = passkeys[0]!;
    expect(await s.renamePasskey(crypto.randomUUID(), id, 'mine')).toBe(false);
    expect(await s.deletePasskey(crypto.randomUUID(), id)).toBe(false);
    expect(await s.renamePasskey(account, id, 'laptop')).toBe(true);
    expect((await s.passkey(id))?.name).toBe('laptop');
    expect(await s.deletePasskey(account, id)).toBe(true);
    expect(await s.deletePasskey(account, id)).toBe(false);
  });

  it('never removes the last way in, passkey or password', async () => {
    const { s, account, passkeys } = await withPasskeys('h', 2);
    const [one, other] = [passkeys[0]!.id, passkeys[1]!.id];
    expect(await s.removePassword(account)).toBe(true);
    expect(await s.deletePasskey(account, one)).toBe(true);
    expect(await s.deletePasskey(account, other)).toBe(false);
    const without = await withPasskeys('h', 0);
    expect(await without.s.removePassword(without.account)).toBe(false);
    expect((await without.s.account(without.account))?.passwordHash).toBe('h');
  });

  it('leaves one of two last passkeys to two who remove them at once', async () => {
    const { s, account, passkeys } = await withPasskeys(null, 2);
    const gone = await Promise.all(passkeys.map(({ id }) => s.deletePasskey(account, id)));
    expect(gone.toSorted()).toEqual([false, true]);
    expect(await s.passkeysOf(account)).toHaveLength(1);
  });

  it('moves a counter on only from what it was compared with', async () => {
    const { s, passkeys } = await withPasskeys('h', 1);
    const { id } = passkeys[0]!;
    expect(await s.usePasskey(id, { from: 0, to: 5, usedAtMs: 2000 })).toBe(true);
    expect(await s.usePasskey(id, { from: 0, to: 6, usedAtMs: 3000 })).toBe(false);
    expect(await s.passkey(id)).toMatchObject({ counter: 5, lastUsedAtMs: 2000 });
  });

  it('gives a challenge once, as it was, and not after its time', async () => {
    const s = make();
    const challenge: ChallengeRecord = {
      digest: bytes(),
      challenge: bytes(),
      ceremony: 'step-up',
      account: crypto.randomUUID(),
      expiresAtMs: 1000,
    };
    const text = (c: ChallengeRecord | null) =>
      c && { ...c, digest: '', challenge: Buffer.from(c.challenge).toString('hex') };
    await s.insertChallenge(challenge, 0);
    expect(text(await s.takeChallenge(challenge.digest, 999))).toEqual(text(challenge));
    expect(await s.takeChallenge(challenge.digest, 999)).toBeNull();
    await s.insertChallenge(challenge, 0);
    expect(await s.takeChallenge(challenge.digest, 1000)).toBeNull();
  });

  it('forgets challenges whose time is over when another is made', async () => {
    const s = make();
    const [old, fresh] = [bytes(), bytes()];
    const rest = { challenge: bytes(), ceremony: 'sign-in', account: null } as const;
    await s.insertChallenge({ ...rest, digest: old, expiresAtMs: 1000 }, 0);
    await s.insertChallenge({ ...rest, digest: fresh, expiresAtMs: 3000 }, 1000);
    expect([await s.takeChallenge(old, 0), (await s.takeChallenge(fresh, 0)) !== null]).toEqual([null, true]);
  });

  it('lists the sessions of one account, latest first', async () => {
    const s = make();
    const [one, other] = [anAccount(), anAccount()];
    for (const account of [one, other]) await s.insertAccount(account);
    const insert = (account: string, seenAtMs: number) =>
      s.insertSession({
        digest: bytes(),
        account,
        createdAtMs: 100,
        seenAtMs,
        provedAtMs: 100,
        method: 'identity-provider',
        client: 'Safari on iOS',
      });
    await insert(one.id, 200);
    await insert(other.id, 250);
    await insert(one.id, 300);
    const listed = await s.sessionsOf(one.id);
    expect(listed.map(({ seenAtMs, method, client }) => [seenAtMs, method, client])).toEqual([
      [300, 'identity-provider', 'Safari on iOS'],
      [200, 'identity-provider', 'Safari on iOS'],
    ]);
  });
});
