import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { storeError } from '../engine/fail.js';
import type { PostgresBinaries } from './binaries.js';
import { runTool } from './environment.js';
import type { UserIds } from './system-user.js';

/** A PostgreSQL cluster on disk: the folder `data` in a folder that belongs to the user it runs as. */
export interface Cluster {
  /** Path of the folder, `DIR/postgres`. */
  readonly folder: string;
  readonly binaries: PostgresBinaries;
  /** User that the server runs as; null for the user of this process. */
  readonly user: UserIds | null;
}

export const USER = 'tribune';

/**
 * What a process calls the folder it stands in. Root changes into the folder before it becomes another user, so that user
 * needs no way through the folders above: a data folder under /root or under a private temporary folder works, and stays 0700.
 */
const WHERE_I_STAND = '/proc/self/cwd';

/** Whether the server must walk to its folder by itself: as root where the system has no name for "where I stand". */
export const needsOpenWay = (): boolean => process.getuid?.() === 0 && !existsSync(WHERE_I_STAND);

export const dataOf = ({ folder }: Pick<Cluster, 'folder'>): string => join(folder, 'data');

/** Path of the folder as the server receives it; the server is started in that folder. */
export const dataArgument = (data: string, user: UserIds | null): string =>
  user === null || needsOpenWay() ? data : WHERE_I_STAND;

/** Makes the cluster unless it is there. Throws `STORE_INVALID`. A killed start leaves only a draft that the next start deletes. */
export function prepareCluster(cluster: Cluster, password: string): void {
  const { folder, user } = cluster;
  const data = dataOf(cluster);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (user !== null) {
    chownSync(folder, user.uid, user.gid);
    giveToUser(data, user);
    if (needsOpenWay()) demandWay(folder, user);
  }
  for (const name of readdirSync(folder)) {
    if (name.startsWith(DRAFT)) rmSync(join(folder, name), { recursive: true, force: true });
  }
  if (!existsSync(join(data, 'PG_VERSION'))) initialise(cluster, password);
}

function demandWay(folder: string, user: UserIds): void {
  if (runTool('test', ['-x', folder], { ...user }).status === 0) return;
  throw storeError(
    'STORE_INVALID',
    `the system user postgres cannot enter ${folder}`,
    'A folder above it is closed to others: choose another --data, start as another user than root, or chmod o+x the way.',
  );
}

/** Gives the files to the user of the server: files that root restored from a backup belong to root, but PostgreSQL needs its own. */
function giveToUser(data: string, { uid, gid }: UserIds): void {
  if (!existsSync(data) || statSync(data).uid === uid) return;
  runTool('chown', ['-R', `${uid}:${gid}`, data]);
}

const DRAFT = 'data.new-';
const PASSWORD_FILE = '.initdb-password';

/** Makes the cluster in another folder and renames it: initdb writes PG_VERSION first, so a half-made folder would look whole. */
function initialise(cluster: Cluster, password: string): void {
  const { folder, binaries, user } = cluster;
  const draft = mkdtempSync(join(folder, DRAFT));
  const passwordFile = join(folder, PASSWORD_FILE);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user !== null) for (const path of [draft, passwordFile]) chownSync(path, user.uid, user.gid);
  const flags = [`--pgdata=${dataArgument(draft, user)}`, `--username=${USER}`, `--pwfile=../${PASSWORD_FILE}`];
  const more = ['--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--data-checksums'];
  const { status, stderr } = runTool(binaries.initdb, [...flags, ...more], { ...user, cwd: draft });
  rmSync(passwordFile, { force: true });
  if (status === 0) {
    renameSync(draft, dataOf(cluster));
    return;
  }
  rmSync(draft, { recursive: true, force: true });
  throw storeError(
    'STORE_INVALID',
    `PostgreSQL could not make its folder ${dataOf(cluster)}: ${lastLine(stderr) || `${basename(binaries.initdb)} did not run`}`,
    'Check space and permissions.',
  );
}

export const lastLine = (text: string | null): string => (text ?? '').trim().split('\n').at(-1) ?? '';
