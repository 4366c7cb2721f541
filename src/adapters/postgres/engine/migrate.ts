import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { storeError } from './fail.js';
import { MIGRATIONS, type Migration } from './migrations/index.js';

/** Any number that no other program of this database locks; "TRIB" in ASCII. */
const MIGRATION_LOCK = 0x54524942;

const digestOf = ({ sql }: Migration): string => createHash('sha256').update(sql).digest('hex');

/**
 * Brings the schema to what this program needs, under a lock, one transaction each. Throws `STORE_INVALID` when the
 * database was made by a newer program, or when an applied migration is not the one we know.
 *
 * @returns versions that were applied now.
 */
export async function migrate(
  client: ClientBase,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<readonly number[]> {
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    await client.query(
      'create table if not exists schema_migration (version integer primary key, name text not null, digest text not null)',
    );
    const { rows } = await client.query<{ version: number; digest: string }>(
      'select version, digest from schema_migration',
    );
    const applied = new Map(rows.map(({ version, digest }) => [version, digest]));
    demandKnown(applied, migrations);
    const missing = migrations.filter(({ version }) => !applied.has(version));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ version }) => version);
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
  }
}

function demandKnown(applied: ReadonlyMap<number, string>, migrations: readonly Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.version, migration]));
  for (const [version, digest] of applied) {
    const migration = known.get(version);
    if (migration === undefined) {
      const remedy = 'Run the newer program, or restore the backup made before it. Migrations only go forward.';
      throw storeError('STORE_INVALID', `the database has schema ${version}, newer than this program knows`, remedy);
    }
    if (digestOf(migration) === digest) continue;
    const remedy = 'Use a released program: a migration is never edited after its release.';
    throw storeError('STORE_INVALID', `migration ${version} (${migration.name}) was applied in another form`, remedy);
  }
}

async function apply(client: ClientBase, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query('insert into schema_migration values ($1, $2, $3)', [
      migration.version,
      migration.name,
      digestOf(migration),
    ]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const remedy = 'Nothing was changed. See the cause, free space or grant CREATE on the schema, and start again.';
    throw storeError('STORE_INVALID', `migration ${migration.version} (${migration.name}) failed`, remedy, cause);
  }
}
