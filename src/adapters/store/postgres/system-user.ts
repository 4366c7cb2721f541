import { spawnSync } from 'node:child_process';
import { storeError } from '../fail.js';

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'postgres';

const idOf = (flag: '-u' | '-g'): number | null => {
  const { status, stdout } = spawnSync('id', [flag, USER], { encoding: 'utf8' });
  return status === 0 ? Number.parseInt(stdout, 10) : null;
};

/** PostgreSQL refuses to run as root, so as root it runs as `postgres`; null when we are not root. */
export function postgresUser(mayCreate: boolean): UserIds | null {
  if (process.getuid?.() !== 0) return null;
  if (idOf('-u') === null && mayCreate) {
    spawnSync('groupadd', [USER]);
    spawnSync('useradd', ['-g', USER, USER]);
  }
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  if (uid !== null && gid !== null) return { uid, gid };
  const remedy =
    'Allow it to be made (--create-postgres-user), start as another user, or give a server with --database.';
  throw storeError('STORE_INVALID', `PostgreSQL does not run as root and there is no system user "${USER}"`, remedy);
}
