import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../src/adapters/postgres/engine/migrate.js';
import { MIGRATIONS, type Migration } from '../../src/adapters/postgres/engine/migrations/index.js';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import { type EmbeddedServer, startEmbedded } from '../../src/adapters/postgres/server/embedded.js';
import { dataFolder, openTestStore } from './support/store.js';

/** Digests of the migrations that are out in the world: who edits one makes every database there refuse the program. */
const RELEASED: Readonly<Record<number, string>> = {
  '1': 'ddcc29a7ee85a3aa09f5e0c271f405a09a1f63839b3b857f5bea4fffe08f55cf',
  '2': 'd91b9be24077c30e82aed417cd90a387ecfa617d330edfa583e68ec189bd53f1',
  '3': 'd5548498afb50d14e7ed7f244d4497c5457ed3f4d19df195257aa0a15ca7911e',
  '4': 'f2a97fa3ea201f986858c57e9ee86aa84e44514076dfba7b403aea37ba071b79',
};

const folder = dataFolder();
let server: EmbeddedServer;
const clients: pg.Client[] = [];

beforeAll(async () => {
  server = await startEmbedded({
    folder: `${folder.path}/postgres`,
    passwordFile: `${folder.path}/password`,
    createPostgresUser: true,
    onNotice: () => undefined,
  });
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end();
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

async function connected(database: string): Promise<pg.Client> {
  const client = new pg.Client({ ...server.connection, database });
  clients.push(client);
  await client.connect();
  return client;
}

let n = 0;
async function freshDatabase(): Promise<{ client: pg.Client; name: string }> {
  const name = `d${++n}`;
  await (await connected('postgres')).query(`create database ${name}`);
  return { client: await connected(name), name };
}

/** Tables with their columns and indexes, as text. */
async function schemaOf(client: pg.Client): Promise<string[]> {
  const columns = await client.query<{ line: string }>(
    `select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) as line
     from information_schema.columns where table_schema = 'public' order by table_name, column_name`,
  );
  const indexes = await client.query<{ line: string }>(
    `select indexdef as line from pg_indexes where schemaname = 'public'`,
  );
  return [...columns.rows, ...indexes.rows].map(({ line }) => line).toSorted();
}

const applied = async (client: pg.Client): Promise<number[]> =>
  (await client.query<{ version: number }>('select version from schema_migration order by version')).rows.map(
    ({ version }) => version,
  );

const VERSIONS = MIGRATIONS.map(({ version }) => version);

describe('migrations', () => {
  it('that are released are never edited', () => {
    for (const [version, digest] of Object.entries(RELEASED)) {
      const { sql } = MIGRATIONS.find((one) => one.version === Number(version))!;
      expect([version, createHash('sha256').update(sql).digest('hex')]).toEqual([version, digest]);
    }
    expect(VERSIONS).toEqual(VERSIONS.toSorted((a, b) => a - b));
  });

  it('lead from every older schema to the same one as a fresh start', async () => {
    const { client: fresh } = await freshDatabase();
    await migrate(fresh);
    const wanted = await schemaOf(fresh);
    for (let upTo = 1; upTo < MIGRATIONS.length; upTo++) {
      const { client } = await freshDatabase();
      await migrate(client, MIGRATIONS.slice(0, upTo));
      expect(await applied(client)).toEqual(VERSIONS.slice(0, upTo));
      await migrate(client);
      expect(await schemaOf(client), `from schema ${VERSIONS[upTo - 1]}`).toEqual(wanted);
      for (const one of clients.splice(1)) await one.end();
    }
  });

  it('run once when two programs start at once', async () => {
    const { client, name } = await freshDatabase();
    const others = await Promise.all([connected(name), connected(name)]);
    await Promise.all([client, ...others].map((one) => migrate(one)));
    expect(await applied(client)).toEqual(VERSIONS);
  });

  it('that fail leave nothing behind, say which, and free the lock', async () => {
    const { client } = await freshDatabase();
    const broken: Migration = { version: 10_000, name: 'broken', sql: 'create table half (n integer); select 1/0' };
    await expect(migrate(client, [...MIGRATIONS, broken])).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: 'migration 10000 (broken) failed',
      remedy: expect.stringContaining('Nothing was changed'),
    });
    expect(await applied(client)).toEqual(VERSIONS);
    expect((await client.query(`select to_regclass('half') as half`)).rows).toEqual([{ half: null }]);
    await migrate(client);
  });

  it('refuse a schema newer than the program, and one that was applied in another form, untouched', async () => {
    const { client } = await freshDatabase();
    await migrate(client);
    const before = await schemaOf(client);
    await expect(migrate(client, MIGRATIONS.slice(0, -1))).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: `the database has schema ${VERSIONS.at(-1)}, newer than this program knows`,
      remedy: expect.stringContaining('newer program'),
    });
    const edited = MIGRATIONS.map((one) => (one.version === 1 ? { ...one, sql: `${one.sql} ` } : one));
    await expect(migrate(client, edited)).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: 'migration 1 (decisions) was applied in another form',
    });
    expect(await schemaOf(client)).toEqual(before);
  });
});

describe('a start', () => {
  it('on a data folder of the first schema brings it up to date and keeps what is in it', async () => {
    const { client, name } = await freshDatabase();
    await migrate(client, MIGRATIONS.slice(0, 1));
    const row = [0, 1, 2].map((i) => Buffer.alloc(i === 0 ? 16 : 32, i));
    await client.query(
      `insert into batch (log, seq, kind, first_index, n, received_at, ids, leaves, page, slot, sealed)
       values ('main', 0, 'decision', 0, 1, 1000, $1, $2, 0, 0, $3)`,
      row,
    );
    const { host, user, password } = server.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    const store = await openTestStore(own.path, { databaseUrl });
    expect(await applied(client)).toEqual(VERSIONS);
    expect(await store.decisions.size('main')).toEqual({ nextSeq: 1, size: 1 });
    expect((await store.decisions.read('main', 0))?.receivedAtMs).toBe(1000);
    await store.close();
    own.remove();
  });

  it('of two at once on one folder: one has it, the other is told who', async () => {
    const own = dataFolder();
    const tries = await Promise.allSettled([openTestStore(own.path), openTestStore(own.path)]);
    const opened = tries.filter((one): one is PromiseFulfilledResult<Store> => one.status === 'fulfilled');
    expect(opened).toHaveLength(1);
    expect(tries.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { code: 'STORE_LOCKED', message: expect.stringContaining(`in use by process ${process.pid}`) },
    });
    await opened[0]!.value.ping();
    await opened[0]!.value.close();
    own.remove();
  });

  it('of two at once on one database: one has it, the other is refused and leaves nothing running', async () => {
    const { name } = await freshDatabase();
    const { host, user, password } = server.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const folders = [dataFolder(), dataFolder()];
    const tries = await Promise.allSettled(folders.map(({ path }) => openTestStore(path, { databaseUrl })));
    expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(tries.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'STORE_LOCKED' } });
    for (const one of tries) if (one.status === 'fulfilled') await one.value.close();
    const again = await openTestStore(folders[0]!.path, { databaseUrl });
    await again.close();
    for (const { remove } of folders) remove();
  });
});
