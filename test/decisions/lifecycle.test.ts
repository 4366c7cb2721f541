import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import { dataFolder, openTestStore, sealedPage } from './support/store.js';

const folder = dataFolder();
let store: Store | undefined;

afterEach(async () => {
  await store?.close();
  store = undefined;
});
afterAll(() => folder.remove());

/** A process that is surely dead. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid!;
}

describe('the embedded store', () => {
  beforeAll(async () => {
    await (await openTestStore(folder.path)).close();
  });

  it('opens an empty log in a fresh folder', async () => {
    store = await openTestStore(folder.path);
    expect(await store.decisions.size('main')).toEqual({ nextSeq: 0, size: 0 });
  });

  it('is durable: fsync, synchronous_commit and full_page_writes are on', async () => {
    store = await openTestStore(folder.path);
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums']) {
      expect(await store.sql.query(`show ${setting}`)).toEqual([{ [setting]: 'on' }]);
    }
  });

  it('listens on no network address and keeps its password to itself', async () => {
    store = await openTestStore(folder.path);
    expect(await store.sql.query('show listen_addresses')).toEqual([{ listen_addresses: '' }]);
    for (const name of ['postgres-password', 'keyring.json', 'ledger-main.key']) {
      expect(statSync(join(folder.path, 'keys', name)).mode & 0o777).toBe(0o600);
    }
  });

  it('refuses a second instance on the same folder and says who has it', async () => {
    store = await openTestStore(folder.path);
    await expect(openTestStore(folder.path)).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      message: expect.stringContaining(`process ${process.pid}`),
    });
    await store.ping();
  });

  it('takes over the lock of a process that is dead', async () => {
    writeFileSync(join(folder.path, 'service.lock'), JSON.stringify({ pid: await deadPid(), started: null }));
    store = await openTestStore(folder.path);
    await store.ping();
  });

  it('takes over the lock of a number that was given to another process since', async () => {
    writeFileSync(join(folder.path, 'service.lock'), JSON.stringify({ pid: process.pid, started: 'another boot/1' }));
    store = await openTestStore(folder.path);
    await store.ping();
  });

  it('starts when a crash left a postmaster.pid that names a dead process', async () => {
    writeFileSync(join(folder.path, 'postgres/data/postmaster.pid'), `${await deadPid()}\n`);
    store = await openTestStore(folder.path);
    await store.ping();
  });

  it('frees lock and server on close, twice without harm', async () => {
    const closing = await openTestStore(folder.path);
    const pid = closing.databasePid()!;
    await closing.close();
    await closing.close();
    expect(existsSync(join(folder.path, 'service.lock'))).toBe(false);
    expect(() => process.kill(pid, 0)).toThrow();
  });

  it('starts PostgreSQL again when it was killed', async () => {
    store = await openTestStore(folder.path);
    const killed = store.databasePid()!;
    process.kill(killed, 'SIGKILL');
    const isBack = async (): Promise<boolean> =>
      ![killed, null].includes(store!.databasePid()) && (await store!.ping().catch(() => false)) === undefined;
    while (!(await isBack())) await sleep(50);
    expect(await store.decisions.size('main')).toEqual({ nextSeq: 0, size: 0 });
  });

  it('fails a transaction whose connection broke between two statements, and lives on', async () => {
    store = await openTestStore(folder.path);
    const { sql } = store;
    const broken = sql.transaction(async (inside) => {
      const [own] = await inside.query<{ pid: number }>('select pg_backend_pid() as pid');
      await sql.query('select pg_terminate_backend($1, 5000)', [own!.pid]);
      await sleep(100);
      await inside.query('select 1');
    });
    await expect(broken).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await store.ping();
  });

  it('refuses a second service on the same database from another folder', async () => {
    store = await openTestStore(folder.path);
    const password = readFileSync(join(folder.path, 'keys/postgres-password'), 'utf8').trim();
    const host = encodeURIComponent(join(folder.path, 'postgres/run'));
    const other = dataFolder();
    const databaseUrl = `postgres://tribune:${password}@localhost/postgres?host=${host}`;
    await expect(openTestStore(other.path, { databaseUrl })).rejects.toMatchObject({
      code: 'STORE_LOCKED',
      message: 'another process writes to this database',
    });
    other.remove();
  });

  it('does not make a new keyring where sealed records need the old one', async () => {
    store = await openTestStore(folder.path);
    await store.keys.insertPage(sealedPage(store.keyring, { part: 'payload', page: 0, epoch: 1 }));
    await store.close();
    const keyring = join(folder.path, 'keys/keyring.json');
    renameSync(keyring, `${keyring}.away`);
    await expect(openTestStore(folder.path)).rejects.toMatchObject({
      code: 'KEY_MISSING',
      message: expect.stringContaining('is missing'),
    });
    renameSync(`${keyring}.away`, keyring);
  });

  it('refuses keys that others can read', async () => {
    const keyring = join(folder.path, 'keys/keyring.json');
    chmodSync(keyring, 0o644);
    await expect(openTestStore(folder.path)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    chmodSync(keyring, 0o600);
  });

  it('refuses a database made by a newer program', async () => {
    store = await openTestStore(folder.path);
    await store.sql.query("insert into schema_migration values (999, 'future', 'x')");
    await store.close();
    await expect(openTestStore(folder.path)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: expect.stringContaining('newer than this program'),
    });
  });
});

describe('a root key', () => {
  const own = dataFolder();
  const rootKey = new Uint8Array(32).fill(7);
  afterAll(() => own.remove());

  it('seals the keyring, which opens with it only', async () => {
    await (await openTestStore(own.path, { rootKey })).close();
    expect(JSON.parse(readFileSync(join(own.path, 'keys/keyring.json'), 'utf8')).wrapped).toBe(true);
    await expect(openTestStore(own.path)).rejects.toMatchObject({ code: 'KEY_MISSING' });
    await expect(openTestStore(own.path, { rootKey: new Uint8Array(32) })).rejects.toMatchObject({
      code: 'KEY_MISSING',
    });
    store = await openTestStore(own.path, { rootKey });
    expect(store.keyring.currentEpoch()).toBe(1);
  });
});
