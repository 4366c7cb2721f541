import { storeError } from '../engine/fail.js';
import { runTool } from './environment.js';

export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

const USER = 'postgres';

const idsOf = (name: string): UserIds | null => {
  const { status, stdout } = runTool('id', [name]);
  const [, uid, gid] = (status === 0 && /^uid=(\d+)\S* gid=(\d+)/.exec(stdout)) || [];
  return uid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
};

/** The user that was found: its ids stay while this process lives, and a process that opens many stores asks once. */
let found: UserIds | null = null;

/** The user to run PostgreSQL as: it refuses to run as root, so `postgres` for root, and null for any other user. */
export function postgresUser(mayCreate: boolean): UserIds | null {
  if (process.getuid?.() !== 0) return null;
  found ??= idsOf(USER);
  if (found === null && mayCreate) {
    runTool('groupadd', [USER]);
    runTool('useradd', ['-g', USER, USER]);
    found = idsOf(USER);
  }
  if (found !== null) return found;
  const remedy =
    'Allow it to be made (--create-postgres-user), start as another user, or give a server with --database.';
  throw storeError('STORE_INVALID', `PostgreSQL does not run as root and there is no system user "${USER}"`, remedy);
}
