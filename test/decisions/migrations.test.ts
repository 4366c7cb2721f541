import { readdirSync } from 'node:fs';
import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../src/adapters/postgres/engine/migrate.js';
import type { Migration } from '../../src/adapters/postgres/engine/migration.js';
import { migrationsOf } from '../../src/adapters/postgres/store-rooms.js';
import { loadRooms, tablesOf } from '../../src/apps/rooms/index.js';
import {
  applied,
  databases,
  digestOf,
  IDS,
  MIGRATIONS,
  migrateNumbered,
  NUMBERED,
  schemaOf,
} from './support/databases.js';

const postgres = databases();
const { connected, freshDatabase } = postgres;

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
      await postgres.closeOthers();
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
      await postgres.closeOthers();
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
