import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Migration } from '../../../src/adapters/postgres/engine/migration.js';
import { type EmbeddedServer, startEmbedded } from '../../../src/adapters/postgres/server/embedded.js';
import { migrationsOf } from '../../../src/adapters/postgres/store-rooms.js';
import { dataFolder } from './store.js';

export const MIGRATIONS = migrationsOf();
/** The list as it was before rooms had migrations of their own. */
export const NUMBERED = MIGRATIONS.filter(
  (one): one is Migration & { readonly formerly: number } => one.formerly !== undefined,
).toSorted((a, b) => a.formerly - b.formerly);

/** Tables with their columns and indexes, as text. */
export async function schemaOf(client: pg.Client): Promise<string[]> {
  const columns = await client.query<{ line: string }>(
    `select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) as line
     from information_schema.columns where table_schema = 'public' order by table_name, column_name`,
  );
  const indexes = await client.query<{ line: string }>(
    `select indexdef as line from pg_indexes where schemaname = 'public'`,
  );
  return [...columns.rows, ...indexes.rows].map(({ line }) => line).toSorted();
}

export const digestOf = ({ sql }: Migration): string => createHash('sha256').update(sql).digest('hex');

export const applied = async (client: pg.Client): Promise<string[]> =>
  (await client.query<{ version: string }>('select version from schema_migration')).rows
    .map(({ version }) => version)
    .toSorted();

/** A database as programs left it that knew one list of numbers. */
export async function migrateNumbered(client: pg.Client, upTo: number): Promise<void> {
  await client.query(
    'create table schema_migration (version integer primary key, name text not null, digest text not null)',
  );
  for (const one of NUMBERED.slice(0, upTo)) {
    await client.query(one.sql);
    await client.query('insert into schema_migration values ($1, $2, $3)', [one.formerly, one.name, digestOf(one)]);
  }
}

export const IDS = MIGRATIONS.map(({ id }) => id).toSorted();

/** A PostgreSQL of its own for the tests of one file, with a fresh database for each that asks. */
export function databases() {
  const folder = dataFolder();
  let server: EmbeddedServer;
  const clients: pg.Client[] = [];
  let n = 0;
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
  const connected = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({ ...server.connection, database });
    clients.push(client);
    await client.connect();
    return client;
  };
  const freshDatabase = async (): Promise<{ client: pg.Client; name: string }> => {
    const name = `d${++n}`;
    await (await connected('postgres')).query(`create database ${name}`);
    return { client: await connected(name), name };
  };
  return {
    connected,
    freshDatabase,
    /** Ends every connection but the first, so that a test of many databases does not hold as many. */
    async closeOthers(): Promise<void> {
      for (const client of clients.splice(1)) await client.end();
    },
    get connection() {
      return server.connection;
    },
  };
}
