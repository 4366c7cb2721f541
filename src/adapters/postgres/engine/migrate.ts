import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { storeError } from './fail.js';
import type { Migration } from './migration.js';

/** Number of the advisory lock; any number that no other program of this database locks will do. "TRIB" in ASCII. */
const MIGRATION_LOCK = 0x54524942;

const digestOf = ({ sql }: Migration): string => createHash('sha256').update(sql).digest('hex');

/**
 * Brings the schema to what this program needs, under a lock, one transaction each. Throws `STORE_INVALID` when the
 * database was made by a newer program, or when an applied migration is not the one we know; nothing was changed then.
 *
 * @param before receives the ids of those that are missing, before the first of them is applied
 * @returns ids of those that were applied now.
 */
export async function migrate(
  client: ClientBase,
  migrations: readonly Migration[],
  before: (missing: readonly string[]) => Promise<void> = async () => undefined,
): Promise<readonly string[]> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    await client.query(
      'create table if not exists schema_migration (version text primary key, name text not null, digest text not null)',
    );
    const { rows } = await client.query<{ version: string; digest: string }>(
      'select version::text as version, digest from schema_migration',
    );
    const applied = demandKnown(rows, migrations);
    if (await isNumbered(client)) await nameByRoom(client, migrations);
    const missing = migrations.filter(({ id }) => !applied.has(id));
    const ids = missing.map(({ id }) => id);
    await before(ids);
    for (const migration of missing) await apply(client, migration);
    return ids;
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

/** Ids of the applied migrations. Databases of older programs know them by number. */
function demandKnown(
  applied: readonly { readonly version: string; readonly digest: string }[],
  migrations: readonly Migration[],
): ReadonlySet<string> {
  const known = new Map(migrations.map((one) => [one.id, one]));
  for (const one of migrations) if (one.formerly !== undefined) known.set(String(one.formerly), one);
  for (const { version, digest } of applied) {
    const migration = known.get(version);
    if (migration === undefined) {
      const remedy = 'Run the newer program, or restore the backup made before it. Migrations only go forward.';
      throw storeError('STORE_INVALID', `the database has schema ${version}, newer than this program knows`, remedy);
    }
    if (digestOf(migration) === digest) continue;
    const remedy = 'Use a released program: a migration is never edited after its release.';
    throw storeError('STORE_INVALID', `migration ${version} (${migration.name}) was applied in another form`, remedy);
  }
  return new Set(applied.map(({ version }) => known.get(version)!.id));
}

async function isNumbered(client: ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ numbered: boolean }>(
    `select atttypid = 'integer'::regtype as numbered from pg_attribute
     where attrelid = 'schema_migration'::regclass and attname = 'version'`,
  );
  return rows[0]!.numbered;
}

/**
 * Gives the applied migrations the names that they have by room. The column keeps its name, so that a program from before finds there a
 * schema that it does not know, and refuses as it does any newer one.
 */
async function nameByRoom(client: ClientBase, migrations: readonly Migration[]): Promise<void> {
  await client.query('begin');
  try {
    await client.query('alter table schema_migration alter column version type text');
    for (const { id, formerly } of migrations) {
      if (formerly === undefined) continue;
      await client.query('update schema_migration set version = $1 where version = $2', [id, String(formerly)]);
    }
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const remedy =
      'Nothing was changed. See the cause, free space or make this user the owner of the tables, and start again.';
    throw storeError('STORE_INVALID', 'the list of applied migrations cannot be brought up to date', remedy, cause);
  }
}

async function apply(client: ClientBase, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into schema_migration (version, name, digest) values ($1, $2, $3)', [
      migration.id,
      migration.name,
      digestOf(migration),
    ]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const remedy = 'Nothing was changed. See the cause, free space or grant CREATE on the schema, and start again.';
    throw storeError('STORE_INVALID', `migration ${migration.id} (${migration.name}) failed`, remedy, cause);
  }
}
