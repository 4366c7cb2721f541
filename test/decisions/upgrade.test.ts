import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../src/adapters/postgres/engine/migrate.js';
import type { Migration } from '../../src/adapters/postgres/engine/migration.js';
import type { Store } from '../../src/adapters/postgres/open-store.js';
import { type EmbeddedServer, startEmbedded } from '../../src/adapters/postgres/server/embedded.js';
import { migrationsOf, STORE_ROOMS } from '../../src/adapters/postgres/store-rooms.js';
import type { StoreRoom } from '../../src/adapters/postgres/tables/index.js';
import { loadRooms, tablesOf } from '../../src/apps/rooms/index.js';
import { dataFolder, openTestStore } from './support/store.js';

/**
 * Digests of the migrations that are out in the world, by the number that they had when all rooms shared one list: who edits one makes every
 * database there refuse the program.
 */
const RELEASED: Readonly<Record<number, string>> = {
  1: 'ddcc29a7ee85a3aa09f5e0c271f405a09a1f63839b3b857f5bea4fffe08f55cf',
  2: 'd91b9be24077c30e82aed417cd90a387ecfa617d330edfa583e68ec189bd53f1',
  3: 'd5548498afb50d14e7ed7f244d4497c5457ed3f4d19df195257aa0a15ca7911e',
  4: 'f2a97fa3ea201f986858c57e9ee86aa84e44514076dfba7b403aea37ba071b79',
  5: 'a3469236a4f3fe84fce02bda63781177df34cd4543aa3ddffe8fba73714d579e',
  6: '5e64e5ce37fe25c34586634209433e03e387530bbab2582d8e71520765bdfba5',
  8: 'c3686dba32ebeac26d593de94121300e3beceaaf7d6aa00ccc5494b606792777',
  9: '90f16087bd183ff2ff1b8ce328cb823031d4fba7a4ecc2f19b838a1e2d759f35',
  10: '542714bfcd9ddefcfc6583f4e2be2a35f13ba4e350f981dd4015ff5715e0f070',
  11: 'ea40603676ec187240014d697291762b9b046c8a3105adb5e7bb79b90959046b',
  12: 'a92c8fb4dd7b6b9e461a9043ea604836edc777d18fb938f8a1f754c9dab9df5f',
  13: '39eef8b8627ca56069517f18222a0efddf52eb236b3e3ed83e79dcdf54ec9ef2',
};

const MIGRATIONS = migrationsOf();
/** The list as it was before rooms had migrations of their own. */
const NUMBERED = MIGRATIONS.filter(
  (one): one is Migration & { readonly formerly: number } => one.formerly !== undefined,
).toSorted((a, b) => a.formerly - b.formerly);

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

const digestOf = ({ sql }: Migration): string => createHash('sha256').update(sql).digest('hex');

const applied = async (client: pg.Client): Promise<string[]> =>
  (await client.query<{ version: string }>('select version from schema_migration')).rows
    .map(({ version }) => version)
    .toSorted();

/** A database as programs left it that knew one list of numbers. */
async function migrateNumbered(client: pg.Client, upTo: number): Promise<void> {
  await client.query(
    'create table schema_migration (version integer primary key, name text not null, digest text not null)',
  );
  for (const one of NUMBERED.slice(0, upTo)) {
    await client.query(one.sql);
    await client.query('insert into schema_migration values ($1, $2, $3)', [one.formerly, one.name, digestOf(one)]);
  }
}

const IDS = MIGRATIONS.map(({ id }) => id).toSorted();

describe('migrations', () => {
  it('that are released are never edited', () => {
    expect(Object.fromEntries(NUMBERED.map((one) => [one.formerly, digestOf(one)]))).toEqual(RELEASED);
  });

  it('are what the folders of the rooms hold, each under its name, and no room brings a folder that nobody joins', async () => {
    const root = new URL('../../src/adapters/postgres/', import.meta.url);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /\/migrations\/\d/.test(path));
    expect(files.toSorted()).toEqual(
      migrationsOf(tablesOf(await loadRooms()))
        .map(({ id, name }) => `${id.replace('/', '/migrations/')}-${name}.ts`)
        .toSorted(),
    );
  });

  it('lead from every older schema to the same one as a fresh start', async () => {
    const { client: fresh } = await freshDatabase();
    await migrate(fresh, MIGRATIONS);
    const wanted = await schemaOf(fresh);
    for (let upTo = 1; upTo <= NUMBERED.length; upTo++) {
      const { client } = await freshDatabase();
      await migrateNumbered(client, upTo);
      const now = await migrate(client, MIGRATIONS);
      const before = NUMBERED.slice(0, upTo).map(({ id }) => id);
      expect([...now, ...before].toSorted(), 'each is applied once').toEqual(IDS);
      expect(await schemaOf(client), `from schema ${NUMBERED[upTo - 1]!.formerly}`).toEqual(wanted);
      expect(await applied(client)).toEqual(IDS);
      for (const one of clients.splice(1)) await one.end();
    }
  });

  it('lead from every state between two of them to the same schema', async () => {
    const { client: fresh } = await freshDatabase();
    await migrate(fresh, MIGRATIONS);
    const wanted = await schemaOf(fresh);
    for (let upTo = 1; upTo < MIGRATIONS.length; upTo++) {
      const { client } = await freshDatabase();
      await migrate(client, MIGRATIONS.slice(0, upTo));
      await migrate(client, MIGRATIONS);
      expect(await schemaOf(client), `from ${MIGRATIONS[upTo - 1]!.id}`).toEqual(wanted);
      for (const one of clients.splice(1)) await one.end();
    }
  });

  it('of a database from before the rooms are named by room, with their digests, and a program from before refuses it', async () => {
    const { client } = await freshDatabase();
    await migrateNumbered(client, NUMBERED.length);
    await migrate(client, MIGRATIONS);
    const { rows } = await client.query<{ version: string; digest: string }>(
      'select version, digest from schema_migration',
    );
    expect(Object.fromEntries(rows.map(({ version, digest }) => [version, digest]))).toEqual(
      Object.fromEntries(MIGRATIONS.map((one) => [one.id, digestOf(one)])),
    );
    // What such a program asks first, and the rule by which it refuses: a version that it does not know.
    const numbers = new Set<unknown>(NUMBERED.map(({ formerly }) => formerly));
    await client.query(
      'create table if not exists schema_migration (version integer primary key, name text not null, digest text not null)',
    );
    const asked = await client.query<{ version: unknown }>('select version, digest from schema_migration');
    expect(asked.rows.filter(({ version }) => numbers.has(version))).toEqual([]);
  });

  it('run once when two programs start at once', async () => {
    const { client, name } = await freshDatabase();
    const others = await Promise.all([connected(name), connected(name)]);
    await Promise.all([client, ...others].map((one) => migrate(one, MIGRATIONS)));
    expect(await applied(client)).toEqual(IDS);
  });

  it('of a numbered database are named once when two programs start at once', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(client, NUMBERED.length - 1);
    const others = await Promise.all([connected(name), connected(name)]);
    await Promise.all([client, ...others].map((one) => migrate(one, MIGRATIONS)));
    expect(await applied(client)).toEqual(IDS);
  });

  it('that fail leave nothing behind, say which, and free the lock', async () => {
    const { client } = await freshDatabase();
    const broken: Migration = { id: 'broken/0001', name: 'half', sql: 'create table half (n integer); select 1/0' };
    await expect(migrate(client, [...MIGRATIONS, broken])).rejects.toMatchObject({
      code: 'STORE_INVALID',
      message: 'migration broken/0001 (half) failed',
      remedy: expect.stringContaining('Nothing was changed'),
    });
    expect(await applied(client)).toEqual(IDS);
    expect((await client.query(`select to_regclass('half') as half`)).rows).toEqual([{ half: null }]);
    await migrate(client, MIGRATIONS);
  });

  it('refuse a schema newer than the program, and one that was applied in another form, untouched', async () => {
    const edited = MIGRATIONS.map((one) => (one.id === 'log/0001' ? { ...one, sql: `${one.sql} ` } : one));
    const make: Readonly<Record<string, (client: pg.Client) => Promise<unknown>>> = {
      'log/0001': (client) => migrate(client, MIGRATIONS),
      1: (client) => migrateNumbered(client, NUMBERED.length),
    };
    for (const [first, made] of Object.entries(make)) {
      const { client } = await freshDatabase();
      await made(client);
      const before = [await schemaOf(client), await applied(client)];
      await expect(migrate(client, edited)).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: `migration ${first} (decisions) was applied in another form`,
      });
      const newer = first === '1' ? '999' : 'future/0001';
      await client.query('insert into schema_migration values ($1, $2, $3)', [newer, 'future', 'x']);
      await expect(migrate(client, MIGRATIONS)).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: `the database has schema ${newer}, newer than this program knows`,
        remedy: expect.stringContaining('newer program'),
      });
      await client.query('delete from schema_migration where name = $1', ['future']);
      expect([await schemaOf(client), await applied(client)]).toEqual(before);
    }
  });
});

describe('a start', () => {
  it('on a data folder of the first schema brings it up to date and keeps what is in it', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(client, 1);
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
    expect(await applied(client)).toEqual(IDS);
    expect(await store.decisions.size('main')).toEqual({ nextSeq: 1, size: 1 });
    expect((await store.decisions.read('main', 0))?.receivedAtMs).toBe(1000);
    await store.close();
    own.remove();
  });

  it('that died between the migration of waiting events and their sealing leaves them to the next one', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(
      client,
      NUMBERED.findIndex(({ id }) => id === 'log/0003'),
    );
    const [id, payload] = ['0193f7c2-6a55-7d1e-9f10-000000000001', { key: 'k', by: 'b' }];
    await client.query(
      "insert into pending_event (id, log, type, payload, after_seq) values ($1, 'main', 'apikey.revoke', $2, 0)",
      [id, JSON.stringify(payload)],
    );
    const { host, user, password } = server.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    const keyring = join(own.path, 'keys', 'keyring.json');
    mkdirSync(join(own.path, 'keys'), { mode: 0o700 });
    writeFileSync(keyring, 'no keyring', { mode: 0o600 });
    await expect(openTestStore(own.path, { databaseUrl })).rejects.toMatchObject({ code: 'KEY_MISSING' });
    expect(await applied(client), 'the migrations stand').toEqual(IDS);
    rmSync(keyring);
    for (let start = 0; start < 2; start++) {
      const store = await openTestStore(own.path, { databaseUrl });
      expect(await store.outbox.foreign()).toEqual(start === 0 ? [] : ['0193f7c2-6a55-7d1e-9f10-000000000002']);
      expect((await store.outbox.pending()).map((one) => one.id)).toEqual([id]);
      await store.close();
      // What is written there without the service once the step has ended is never adopted.
      await client.query(
        `insert into pending_event (id, log, type, payload, after_seq)
         values ('0193f7c2-6a55-7d1e-9f10-000000000002', 'main', 'apikey.revoke', $1, 0) on conflict do nothing`,
        [JSON.stringify(payload)],
      );
    }
    expect(readdirSync(join(own.path, 'keys'))).not.toContain('unfinished-steps.json');
    own.remove();
  });

  it('adopts no event in a database whose seals were taken away together with the note that they had been there', async () => {
    const { client, name } = await freshDatabase();
    const { host, user, password } = server.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    await (await openTestStore(own.path, { databaseUrl })).close();
    const forge = async (): Promise<void> => {
      await client.query('alter table pending_event drop column if exists seal');
      await client.query("delete from schema_migration where version = 'log/0003'");
      await client.query(
        `insert into pending_event (id, log, type, payload, after_seq)
         values ('0193f7c2-6a55-7d1e-9f10-000000000003', 'main', 'role.granted', '{}', 0) on conflict do nothing`,
      );
    };
    await forge();
    for (let start = 0; start < 2; start++) {
      await expect(openTestStore(own.path, { databaseUrl })).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: expect.stringContaining('migration log/0003'),
        remedy: expect.stringContaining('tribune ledger accept-rollback'),
      });
    }
    expect(await applied(client), 'nothing was changed').not.toContain('log/0003');
    // Whoever has the folder of keys as well says that the database was set back on purpose.
    const store = await openTestStore(own.path, { databaseUrl, isSetBack: true });
    expect(await store.outbox.pending()).toHaveLength(1);
    await store.close();
    await (await openTestStore(own.path, { databaseUrl })).close();
    await client.query('delete from pending_event');
    await forge();
    await expect(openTestStore(own.path, { databaseUrl }), 'from then on as before').rejects.toMatchObject({
      code: 'STORE_INVALID',
    });
    own.remove();
  });

  it('does no step of an upgrade again, whichever migration the database says it never had', async () => {
    const { client, name } = await freshDatabase();
    const { host, user, password } = server.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    await (await openTestStore(own.path, { databaseUrl })).close();
    const steps = STORE_ROOMS.flatMap(({ after = {} }: StoreRoom) => Object.keys(after));
    expect(steps).toContain('decisions/0007');
    for (const id of steps) {
      const [row] = (await client.query('delete from schema_migration where version = $1 returning *', [id])).rows;
      await expect(openTestStore(own.path, { databaseUrl })).rejects.toMatchObject({
        code: 'STORE_INVALID',
        message: expect.stringContaining(`never had migration ${id}`),
      });
      await client.query('insert into schema_migration values ($1, $2, $3)', [row.version, row.name, row.digest]);
    }
    await (await openTestStore(own.path, { databaseUrl })).close();
    own.remove();
  });

  it('on a database of the last numbered schema keeps its settings and how far retention got, each where it belongs now', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(client, NUMBERED.length);
    const mapping = { deployment: 'a', kserve: { service: 's' }, subject: 'input:x', outcome: 'output:y' };
    const kept = { 'ledger.public': true, 'intake.mappings': [mapping], retention: { default: [] } };
    const progress = { '90 days': { under: 'digest', seq: 7 } };
    for (const [setting, value] of Object.entries({ ...kept, 'retention.progress': progress })) {
      await client.query('insert into setting values ($1, $2)', [setting, JSON.stringify(value)]);
    }
    const { host, user, password } = server.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    const store = await openTestStore(own.path, { databaseUrl });
    const { 'keyring.fingerprint': _, ...settings } = Object.fromEntries(await store.settings.load());
    expect(settings).toEqual({ 'ledger.public': true, mappings: [mapping], retention: { default: [] } });
    expect(await store.retentionProgress.read(), 'adopted under a seal').toEqual(progress);
    await store.retentionProgress.keep({});
    expect(await store.retentionProgress.read()).toEqual({});
    await store.close();
    own.remove();
  });

  it('on a database of before seals what stands beside the log, once: rows without a seal that come later are refused', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(client, NUMBERED.length);
    const decision = Buffer.alloc(16, 7);
    const answer = (key: string, sequence: number) =>
      client.query(
        `insert into kept_answer (scope, key, body_digest, answer, received_at, producer, sequence)
         values ('s', $1, '\\x01', '{"accepted":1}', $2, 'p', $2)`,
        [key, sequence],
      );
    for (let n = 1; n <= 3; n++) {
      await answer(`k${n}`, n);
      await client.query(
        `insert into integrity_event (log, detected_at, decision, type, first_index, other_digest, source)
         values ('main', $1, $2, 'conflict', 0, '\\x02', 's')`,
        [n, decision],
      );
    }
    await client.query('delete from integrity_event where id = 2');
    await client.query(`insert into producer values ('p', 9, '[[4, 8]]', 2, 9)`);
    await client.query("insert into progress values ('repeats.checked', '0')");
    const { host, user, password } = server.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    for (let start = 0; start < 2; start++) {
      const store = await openTestStore(own.path, { databaseUrl });
      expect(await store.decisions.idempotentAnswer('s', 'k1')).toMatchObject({ answer: '{"accepted":1}' });
      expect((await store.producers.seenSince(0)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
      const state = { source: 'p', last: 9, missing: [[4, 8]], lost: 2, seenAtMs: 9 };
      expect(await store.producers.load()).toEqual([state]);
      const events = await store.decisions.integrityEvents('main', 9);
      expect(events.map(({ detectedAtMs }) => detectedAtMs)).toEqual([3, 1]);
      expect(await store.decisions.foreignIntegrityEvent('main')).toBeNull();
      expect((await store.followers.readPlace('repeats'))?.place).toEqual({ seq: 0, size: 0 });
      await store.close();
    }
    await answer('k4', 4);
    await client.query('update integrity_event set seal = null where number = 2');
    await client.query('update producer set seal = null, missing = $1', ['[]']);
    await client.query('update follower set seal = null');
    const store = await openTestStore(own.path, { databaseUrl });
    for (const read of [
      () => store.decisions.idempotentAnswer('s', 'k4'),
      () => store.producers.seenSince(0),
      () => store.producers.load(),
      () => store.decisions.integrityEvents('main', 9),
      () => store.followers.readPlace('repeats'),
    ])
      await expect(read()).rejects.toMatchObject({ code: 'STORE_INVALID' });
    expect(await store.decisions.foreignIntegrityEvent('main')).toBe('2');
    await store.close();
    own.remove();
  });

  it('on a database of the last numbered schema has its followers go on from where they stood', async () => {
    const { client, name } = await freshDatabase();
    await migrateNumbered(client, NUMBERED.length);
    for (const [seq, first] of [0, 3, 5].entries()) {
      await client.query(
        `insert into batch (log, seq, kind, first_index, n, received_at, ids, leaves, page, slot, sealed)
         values ('main', $1, 'decision', $2, $3, 1000, '', '', 0, 0, '')`,
        [seq, first, seq === 0 ? 3 : 2],
      );
    }
    await client.query("insert into progress values ('repeats.checked', '5')");
    // A program of before was killed between the two.
    await client.query("insert into tag_run values ('main', 'id', 0, 1), ('main', 'subject', 0, 0)");
    const { host, user, password } = server.connection;
    const databaseUrl = `postgres://${user}:${password}@localhost/${name}?host=${encodeURIComponent(host)}`;
    const own = dataFolder();
    const store = await openTestStore(own.path, { databaseUrl });
    const stands = async (follower: string) => (await store.followers.readPlace(follower))?.place;
    expect(await stands('repeats')).toEqual({ seq: 2, size: 5 });
    expect(await stands('tags')).toEqual({ seq: 1, size: 3 });
    expect(await store.sql.query('select name from progress')).toEqual([]);
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
