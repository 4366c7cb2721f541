import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ChangeNotices } from '../../src/adapters/postgres/engine/notices.js';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import { nodeRuntime } from '../../src/adapters/runtime/index.js';
import { memorySettingStore } from '../../src/apps/testing/memory-setting-store.js';
import { defineSetting, Settings } from '../../src/domain/settings/index.js';
import type { SettingStore } from '../../src/domain/settings/ports.js';
import { databaseBehindNetwork } from '../server/support/network.js';
import { dataFolder, openTestStore } from './support/store.js';

const folder = dataFolder();
let store: Store;
let other: pg.Client;

beforeAll(async () => {
  store = await openTestStore(folder.path);
  // Any other process on the same database.
  other = new pg.Client(clientConfig(folder.path));
  await other.connect();
}, 60_000);
beforeEach(async () => {
  await store.sql.query('delete from setting where name <> $1', ['keyring.fingerprint']);
});
afterAll(async () => {
  await other.end();
  await store.close();
  folder.remove();
});

/** The embedded server, reached by its socket. */
function clientConfig(path: string): pg.ClientConfig {
  const password = readFileSync(join(path, 'keys/postgres-password'), 'utf8').trim();
  return { host: join(path, 'postgres/run'), port: 5432, user: 'tribune', password, database: 'postgres' };
}

describe.each<[string, () => SettingStore]>([
  ['PostgreSQL', () => store.settings],
  ['memory', memorySettingStore],
])('settings in %s', (_name, make) => {
  it('keep documents by name, false and null apart, and tell whether one is another', async () => {
    const settings = make();
    for (const value of [null, false, { b: [1, 'x'], a: null }]) {
      expect(await settings.write('gate.open', value)).toBe(true);
      expect(await settings.write('gate.open', structuredClone(value))).toBe(false);
      expect((await settings.load()).get('gate.open')).toEqual(value);
    }
  });

  it('tell who watches at first, of every change, and nobody who does not watch any more', async () => {
    const settings = make();
    let n = 0;
    const stop = settings.watch({ changed: () => n++, lost: () => undefined });
    await vi.waitFor(() => expect(n).toBe(1), 30_000);
    await settings.write('gate.open', 1);
    await vi.waitFor(() => expect(n).toBe(2), 30_000);
    stop();
    await settings.write('gate.open', 2);
    expect(n).toBe(2);
  });
});

describe('settings over PostgreSQL', () => {
  const open = defineSetting('gate.open', z.boolean(), false, { guide: 'docs', whileUnknown: false });

  it('leave neither row nor notice of a change that is rolled back', async () => {
    let n = 0;
    const stop = store.settings.watch({ changed: () => n++, lost: () => undefined });
    await vi.waitFor(() => expect(n).toBe(1), 30_000);
    const undone = store.transactions.run(async ({ stores }) => {
      await stores.settings.write('gate.open', true);
      throw new Error('second thoughts');
    });
    await expect(undone).rejects.toMatchObject({ code: 'INTERNAL' });
    expect((await store.settings.load()).has('gate.open')).toBe(false);
    await store.settings.write('gate.open', true);
    await vi.waitFor(() => expect(n).toBe(2), 30_000);
    stop();
  });

  it('changed by another process are in force here, also when the connection that told of it was killed meanwhile', async () => {
    const deps = { store: store.settings, clock: nodeRuntime, onProblem: () => undefined };
    const settings = await Settings.open(deps, [open]);
    const set = async (value: boolean, isTold: boolean): Promise<void> => {
      await other.query('begin');
      const text = 'insert into setting values ($1, $2) on conflict (name) do update set value = excluded.value';
      await other.query(text, ['gate.open', JSON.stringify(value)]);
      if (isTold) await other.query(`select pg_notify('tribune_change', 'settings')`);
      await other.query('commit');
    };
    await set(true, true);
    await vi.waitFor(() => expect(settings.read(open)).toBe(true), 30_000);
    const { rows } = await other.query<{ n: number }>(
      `select count(pg_terminate_backend(pid))::int as n from pg_stat_activity where query like 'listen %' or query = 'select 1'`,
    );
    expect(rows[0]!.n).toBeGreaterThan(0);
    await set(false, false);
    await vi.waitFor(() => expect(settings.read(open)).toBe(false), 5000);
    await set(true, true);
    await vi.waitFor(() => expect(settings.read(open)).toBe(true), 30_000);
    settings.close();
  });

  it('say in a notice which kind of thing changed, and nothing of it', async () => {
    const heard: unknown[] = [];
    await other.query('listen tribune_change');
    other.on('notification', ({ payload }) => heard.push(payload));
    await store.settings.write('gate.open', { name: 'a person' });
    await vi.waitFor(() => expect(heard).toEqual(['settings']), 30_000);
    await other.query('unlisten tribune_change');
  });
});

describe('notices of changes through a network', () => {
  it('are lost and found with it, each time told', async () => {
    const own = dataFolder();
    const database = await databaseBehindNetwork(own.path);
    const told: string[] = [];
    const notices = new ChangeNotices({ connectionString: database.databaseUrl }, (line) => told.push(line));
    const seen: string[] = [];
    notices.watch('settings', { changed: () => seen.push('changed'), lost: () => seen.push('lost') });
    await vi.waitFor(() => expect(seen).toEqual(['changed']), 10_000);
    database.network.cut();
    await vi.waitFor(() => expect(seen).toEqual(['changed', 'lost']), 10_000);
    database.network.weather = 'fair';
    await vi.waitFor(() => expect(seen).toEqual(['changed', 'lost', 'changed']), 20_000);
    // A network that swallows everything breaks no connection: only an answer that does not come tells of it.
    database.network.weather = 'gone';
    await vi.waitFor(() => expect(seen.slice(3)).toEqual(['lost']), 20_000);
    database.network.weather = 'fair';
    await vi.waitFor(() => expect(seen.slice(4)).toEqual(['changed']), 20_000);
    expect(told).toHaveLength(2);
    expect(told[0]).toContain('not told until the database answers again');
    await notices.close();
    await database.network.close();
    await database.postgres.stop();
    own.remove();
  }, 60_000);
});
