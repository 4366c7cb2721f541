import { storeError } from '../engine/fail.js';
import { runTool } from './environment.js';

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'postgres';

const idOf = (flag: '-u' | '-g'): number | null => {
  const { status, stdout } = runTool('id', [flag, USER]);
  return status === 0 ? Number.parseInt(stdout, 10) : null;
};

/** The user to run PostgreSQL as: it refuses to run as root, so `postgres` for root, and null for any other user. */
export function postgresUser(mayCreate: boolean): UserIds | null {
  if (process.getuid?.() !== 0) return null;
  if (idOf('-u') === null && mayCreate) {
    runTool('groupadd', [USER]);
    runTool('useradd', ['-g', USER, USER]);
  }
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  if (uid !== null && gid !== null) return { uid, gid };
  const remedy =
    'Allow it to be made (--create-postgres-user), start as another user, or give a server with --database.';
  throw storeError('STORE_INVALID', `PostgreSQL does not run as root and there is no system user "${USER}"`, remedy);
}
